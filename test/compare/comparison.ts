import type { CommonPath } from './common-path.ts';
import { commonPaths } from './common-paths.ts';
import { countStatements } from './count-statements.ts';
import type { Finding } from './finding.ts';
import { findings } from './findings.ts';
import { measure, type Outcome } from './measure.ts';
import { World } from './world.ts';

/** A finding, and what came out of it in both worlds. */
export interface Compared {
  readonly finding: Finding;
  readonly mikro: Outcome;
  readonly selfsame: Outcome;
}

/** A path, and how many statements it sent in both worlds. */
export interface Counted {
  readonly path: CommonPath;
  readonly mikro: number;
  readonly selfsame: number;
}

export interface Comparison {
  readonly compared: readonly Compared[];
  readonly counted: readonly Counted[];
}

/** Runs every finding and counts every path in both worlds, on databases of their own on the server that `url` names. */
export async function compareWorlds(url: string): Promise<Comparison> {
  await using mikro = await World.open('MikroORM', url);
  await using selfsame = await World.open('Selfsame', url);
  const compared: Compared[] = [];
  for (const finding of findings)
    compared.push({
      finding,
      mikro: await measure(finding, mikro),
      selfsame: await measure(finding, selfsame),
    });
  const counted: Counted[] = [];
  for (const path of commonPaths)
    counted.push({
      path,
      mikro: await countStatements(path, mikro),
      selfsame: await countStatements(path, selfsame),
    });
  return { compared, counted };
}
