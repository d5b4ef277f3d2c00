import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repository } from '../support/repository.ts';
import { selfsame } from './selfsame.ts';

const likes = join(repository, 'dist/test/cli/likes.race.js');
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'selfsame-cli-'));
});

afterAll(() => rm(directory, { recursive: true }));

test('a race that fails ends with 1 and prints the report, and its replay fails alike', async () => {
  const { code, output } = await selfsame('race', likes);
  expect(output).toContain('P4 lost update');
  expect(output).toContain('two liked it, and 1 is stored');
  expect(code).toBe(1);

  const [, schedule = ''] = /replay: '(.*)'/.exec(output) ?? [];
  const again = await selfsame('race', likes, '--replay', schedule);
  expect(again.output).toContain(`replay: '${schedule}'`);
  expect(again.code).toBe(1);
});

test('the report can be had as a drawing and as JSON', async () => {
  const [svg, json] = [join(directory, 'race.svg'), join(directory, 'race.json')];

  await selfsame('race', likes, '--svg', svg, '--json', json);

  expect(await readFile(svg, 'utf8')).toMatch(/^<svg .*P4 lost update.*<\/svg>\s*$/s);
  expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject([
    { report: { verdict: 'fails', failing: 4 } },
  ]);
});

test('a schedule that does not fail ends with 0, and with 1 when all had to be covered', async () => {
  const serial = 'ada ada ada bob bob bob';

  expect(await selfsame('race', likes, '--replay', serial)).toMatchObject({ code: 0 });
  expect(await selfsame('race', likes, '--replay', serial, '--prove')).toMatchObject({ code: 1 });
});

test('what cannot be run ends with 2 and says how to write it', async () => {
  const noRace = join(directory, 'none.mjs');
  await writeFile(noRace, 'export const nothing = 1;');

  for (const args of [
    [],
    ['chase'],
    ['race'],
    ['race', likes, '--fast'],
    ['race', noRace],
    ['race', 'nowhere.js'],
  ]) {
    const { code, complaint } = await selfsame(...args);
    expect(code).toBe(2);
    expect(complaint).toMatch(/^selfsame:|^selfsame race FILE/);
    expect(complaint).not.toContain('    at ');
  }
  expect(await selfsame('--help')).toMatchObject({
    code: 0,
    output: expect.stringContaining('selfsame race FILE'),
  });
});
