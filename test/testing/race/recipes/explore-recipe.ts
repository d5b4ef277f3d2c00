import type { MikroORM } from '@mikro-orm/postgresql';
import { ISOLATIONS } from '../../../../src/testing/race/options.ts';
import { race } from '../../../../src/testing/race/race.ts';
import type { RaceReport } from '../../../../src/testing/race/report.ts';
import type { Recipe } from './recipe.ts';

/** Races a recipe at every level. */
export function exploreRecipe(orm: MikroORM, { operations, seed }: Recipe): Promise<RaceReport[]> {
  return race(orm, { operations, seed, isolation: ISOLATIONS });
}
