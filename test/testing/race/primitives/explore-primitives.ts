import { type EntityManager, type MikroORM } from '../../../../src/index.ts';
import { ISOLATIONS } from '../../../../src/testing/race/options.ts';
import { race } from '../../../../src/testing/race/race.ts';
import type { Isolation, RaceReport } from '../../../../src/testing/race/report.ts';
import type { PrimitivePair } from './pairs.ts';
import type { Primitive } from './primitives.ts';
import { Item } from './tables.ts';

const soon = { base: 0, cap: 0 };

/** Races two primitives at every level that both are for; what comes out has to be what they do one after the other. */
export async function explorePrimitives(orm: MikroORM, { one, other }: PrimitivePair): Promise<RaceReport[]> {
  const reports: RaceReport[] = [];
  const onRow = one.onRow ?? other.onRow;
  for (const isolation of ISOLATIONS) {
    if (isolation === 'repeatable read' && (one.notAtRepeatableRead ?? other.notAtRepeatableRead)) continue;
    reports.push(
      await race(orm, {
        ...(onRow && { seed: (em: EntityManager) => em.insert(Item, { name: 'same' }) }),
        operations: { one: called(one, 'one', isolation), other: called(other, 'other', isolation) },
        isolation,
        steps: one.steps ?? other.steps ?? 'statement',
      }),
    );
  }
  return reports;
}

/** As it is at read committed, and above in `em.atomic`, which runs again what PostgreSQL refuses. */
function called({ call, inTransaction }: Primitive, own: string, isolation: Isolation) {
  return (em: EntityManager) =>
    inTransaction || isolation !== 'read committed'
      ? em.atomic(em => call(em, own), { isolation, backoff: soon })
      : call(em, own);
}
