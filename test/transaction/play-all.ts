import fc from 'fast-check';
import { type EntityManager, type MikroORM } from '../../src/index.ts';
import { type FileDatabase } from '../../src/testing/vitest/index.ts';
import { endings } from './endings.ts';
import { plans } from './plan.ts';
import { play, type Tally } from './play.ts';

interface Runs {
  readonly seed: number;
  readonly runs: number;
  readonly path?: string | undefined;
}

/** Plays random transactions that end in every way; returns how they ended. */
export async function playAll(
  database: FileDatabase<MikroORM, EntityManager>,
  { seed, runs, path }: Runs,
): Promise<Tally> {
  const tally: Tally = {};
  const property = fc.asyncProperty(plans(endings.filter(ending => ending !== 'swallowed')), plan =>
    play(database, plan, tally),
  );
  await fc.assert(property, { seed, numRuns: runs, ...(path === undefined ? {} : { path }) });
  return tally;
}
