import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startPostgres } from '../../src/testing/index.ts';
import { StartDirectory } from './started.ts';

let directory: StartDirectory;
beforeEach(() => {
  directory = new StartDirectory();
});
afterEach(() => directory[Symbol.dispose]());

async function films(url: string): Promise<{ total: number; films: { id: number; likes: number }[] }> {
  const response = await fetch(`${url}/?sort=likes`, { headers: { Accept: 'application/json' } });
  return (await response.json()) as { total: number; films: { id: number; likes: number }[] };
}

test('the first start makes all data, the second has it, a fresh one makes it again', async () => {
  const first = directory.start();
  const firstTime = await first.open();
  const { total, films: list } = await films(first.url);
  await fetch(`${first.url}/films/${list[0]?.id}/likes`, { method: 'POST' });
  first.signal('SIGINT');
  expect(await first.ended()).toBe(0);
  expect(directory.processes()).toEqual([]);

  const second = directory.start();
  const secondTime = await second.open();
  expect((await films(second.url)).films[0]?.likes).toBe(1);
  second.signal('SIGTERM');
  expect(await second.ended()).toBe(0);

  const fresh = directory.start({ args: ['--fresh'] });
  await fresh.open();
  expect(await films(fresh.url)).toMatchObject({ total: 3201, films: { 0: { likes: 0 } } });
  fresh.signal('SIGINT');
  await fresh.ended();

  console.log(first.output, `first ${firstTime.toFixed(0)} ms, second ${secondTime.toFixed(0)} ms`);
  expect(total).toBe(3201);
  expect(first.output.trimEnd().split('\n').length).toBeLessThanOrEqual(12);
  expect(first.output).toMatch(/Films imported: 3,201 in .*\nShows added: \d+ in /);
  expect(second.output).not.toMatch(/imported|added/);
  expect(firstTime).toBeLessThan(60_000);
  expect(secondTime).toBeLessThan(Math.min(10_000, firstTime));
}, 120_000);

test('a fresh start on nothing is a first start', async () => {
  const started = directory.start({ args: ['--fresh'] });
  await started.open();
  started.signal('SIGINT');
  expect(await started.ended()).toBe(0);
}, 60_000);

test.each([300, 1500, 2500, 3200, 4000])(
  'killed after %i ms, the next start completes the data',
  async after => {
    const killed = directory.start();
    await delay(after);
    killed.signal('SIGKILL');
    await killed.ended();

    const next = directory.start();
    await next.open();

    expect((await films(next.url)).total).toBe(3201);
    const shows = (text: string) => Number(/Shows added: (\d+)/.exec(text)?.[1] ?? 0);
    console.log(`killed after ${after} ms: then ${next.output.split('\n').slice(0, 2).join('; ')}`);
    if (!next.output.includes('Films imported: 3,201')) expect(shows(next.output)).toBeLessThanOrEqual(120);
    next.signal('SIGINT');
    expect(await next.ended()).toBe(0);
  },
  60_000,
);

test('killed while it serves, it starts again with its data', async () => {
  const killed = directory.start();
  await killed.open();
  killed.signal('SIGKILL');
  await killed.ended();

  const next = directory.start();
  expect(await next.open()).toBeLessThan(10_000);
  expect(next.output).not.toContain('imported');
  next.signal('SIGINT');
  expect(await next.ended()).toBe(0);
}, 60_000);

test.each([
  ['SIGINT', 200],
  ['SIGINT', 1500],
  ['SIGTERM', 2600],
  ['SIGHUP', 3200],
] as const)(
  '%s after %i ms of the first start stops it',
  async (signal, after) => {
    const started = directory.start();
    await delay(after);
    started.signal(signal);
    // Before the signals are listened to, Node ends by them.
    expect([0, signal]).toContain(await started.ended());
    expect(started.output).not.toMatch(/error|at .*\.js/i);
  },
  60_000,
);

test('one Ctrl-C that arrives twice, as under npm, is one; a second one does not wait', async () => {
  const started = directory.start();
  await started.open();
  started.signal('SIGINT');
  started.signal('SIGINT');
  expect(await started.ended()).toBe(0);

  const waiting = directory.start();
  await waiting.open();
  const unfinished = connect(Number(new URL(waiting.url).port), '127.0.0.1').on('error', () => {});
  unfinished.write(
    'POST /shows/1/bookings HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n',
  );
  await delay(200);
  waiting.signal('SIGINT');
  await delay(700);
  expect(waiting.running).toBe(true);
  waiting.signal('SIGINT');
  expect(await waiting.ended()).toBe(130);
  unfinished.destroy();
}, 60_000);

test('two at a time: the second is told who has the directory', async () => {
  const first = directory.start();
  await first.open();
  const second = directory.start();

  expect(await second.ended()).toBe(1);
  expect(second.output).toMatch(/^Cannot start: .* already in use by process \d+\. .*\n$/);
  expect((await fetch(first.url)).status).toBe(200);
  first.signal('SIGINT');
  await first.ended();
}, 60_000);

test('when the port is taken the next free one is used, and told', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;

  const started = directory.start({ env: { PORT: String(port) } });
  await started.open();

  expect(started.output).toContain(`Port ${port} is taken`);
  expect(started.url).not.toContain(`:${port}`);
  started.signal('SIGINT');
  await started.ended();
  other.close();
}, 60_000);

test('what cannot be asked for is told with the usage, and ends with 2', async () => {
  const option = directory.start({ args: ['--frsh'] });
  const port = directory.start({ env: { PORT: 'x' } });

  expect(await option.ended()).toBe(2);
  expect(option.output).toMatch(/'--frsh'[^]*Usage: npm start/);
  expect(await port.ended()).toBe(2);
  expect(port.output).toMatch(/PORT[^]*Usage: npm start/);
});

test('a database of your own is used, and dropped from only when that is confirmed', async () => {
  await using postgres = await startPostgres({ env: {} });
  const env = { DATABASE_URL: postgres.url };
  const started = directory.start({ env });
  await started.open();
  expect(started.output).toContain('your own, from DATABASE_URL');
  const { films: list } = await films(started.url);
  await fetch(`${started.url}/films/${list[0]?.id}/likes`, { method: 'POST' });
  started.signal('SIGINT');
  expect(await started.ended()).toBe(0);

  const refused = directory.start({ env, args: ['--fresh'] });
  expect(await refused.ended()).toBe(2);
  expect(refused.output).toMatch(/would drop the tables cart, customer, .*--yes/);

  const again = directory.start({ env });
  await again.open();
  expect((await films(again.url)).films[0]?.likes).toBe(1);
  again.signal('SIGINT');
  await again.ended();

  const confirmed = directory.start({ env, args: ['--fresh', '--yes'] });
  await confirmed.open();
  expect((await films(confirmed.url)).films[0]?.likes).toBe(0);
  confirmed.signal('SIGINT');
  expect(await confirmed.ended()).toBe(0);
}, 60_000);

test('a database that cannot be reached is told in one message without the password', async () => {
  const started = directory.start({ env: { DATABASE_URL: 'postgresql://me:hunter2@127.0.0.1:1/mine' } });

  expect(await started.ended()).toBe(1);
  expect(started.output).toMatch(
    /^Cannot start: Cannot use DATABASE_URL, user me at 127\.0\.0\.1:1, database mine: unreachable/,
  );
  expect(started.output).not.toMatch(/hunter2|at .*\.js/);
});
