import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { repository } from './support/repository.ts';
import { Somebody } from './support/somebody.ts';

const isRoot = process.getuid?.() === 0;

/** Starts the application, reads its page, and stops it as Ctrl-C does; answers with the seconds until the page was up. */
async function firstPage(somebody: Somebody): Promise<number> {
  const startedAt = performance.now();
  const application = somebody.run('npm', 'start');
  const [url] = await application.printed(/http:\/\/127\.0\.0\.1:\d+/);
  const page = await fetch(url);
  const seconds = (performance.now() - startedAt) / 1000;

  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<html');
  process.kill(-(application.process.pid ?? 0), 'SIGINT');
  await application.end;
  return seconds;
}

const places: readonly [who: string, parent: string, uid: number | undefined, possible: boolean][] = [
  ['root, in a directory that only root can enter', homedir(), undefined, isRoot],
  ['a user that is not root', tmpdir(), isRoot ? 1 : undefined, true],
];

for (const [who, , , possible] of places)
  if (!possible) console.log(`skipped, as this run is not root's: ${who}`);

test.for(places.filter(([, , , possible]) => possible))(
  'two commands bring the page up for %s',
  async ([, parent, uid]) => {
    await using somebody = await Somebody.in(parent, uid);

    await somebody.run('npm', 'ci').ended();
    const first = await firstPage(somebody);
    const second = await firstPage(somebody);

    console.log(`page up after ${first.toFixed(1)} s, and after ${second.toFixed(1)} s the second time`);
    expect(first).toBeLessThan(60);
    expect(second).toBeLessThan(10);
  },
);

test('npm 12, which blocks install scripts, installs what the application and the tests need', async () => {
  await using somebody = await Somebody.in(tmpdir());
  // npm 12 needs a newer Node than the machine may have, so it runs on the project's own.
  const node = join(repository, 'node_modules/.bin/node');
  const npm12 = join(somebody.checkout, 'package/bin/npm-cli.js');
  await somebody.run('npm', 'pack', 'npm@12').ended();
  await somebody.run('sh', '-c', 'tar xzf npm-12*.tgz').ended();

  expect(await somebody.run(node, npm12, '--version').ended()).toMatch(/^12\./);
  await somebody.run(node, npm12, 'ci').ended();

  const preflight = somebody.run(join(somebody.checkout, 'node_modules/.bin/node'), 'tools/preflight.mjs');
  expect(await preflight.ended()).toBe('');
});
