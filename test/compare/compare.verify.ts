import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { commonPaths } from './common-paths.ts';
import { type Comparison, compareWorlds } from './comparison.ts';
import { findings } from './findings.ts';
import { isHeld } from './held-laws.ts';
import { README, readmeWith } from './readme.ts';
import { isAsFrugal } from './verdict.ts';

let comparison: Comparison;
beforeAll(async () => {
  comparison = await compareWorlds(inject('selfsame').url);
}, 120_000);

const named = findings.map(finding => [`${finding.law}: ${finding.title}`, finding] as const);

describe('MikroORM gets it wrong', () => {
  test.each(named)('%s', (_, finding) => {
    expect(comparison.compared.find(each => each.finding === finding)?.mikro).toMatchObject({
      kind: 'wrong',
    });
  });
});

describe('Selfsame gets it right, when the law holds', () => {
  test.each(named.filter(([, finding]) => isHeld(finding)))('%s', (_, finding) => {
    expect(comparison.compared.find(each => each.finding === finding)?.selfsame).toEqual({ kind: 'right' });
  });
});

describe('Selfsame sends no more statements than MikroORM, unless it is told why', () => {
  test.each(commonPaths.map(path => [path.title, path] as const))('%s', (_, path) => {
    const counted = comparison.counted.find(each => each.path === path);

    expect(counted && isAsFrugal(counted)).toBe(true);
  });
});

test('the README holds what `npm run compare:mikroorm -- --write` writes', () => {
  expect(readFileSync(README, 'utf8')).toBe(readmeWith(comparison));
});
