import type { EntityManager } from '@mikro-orm/postgresql';
import type { RaceOperation, RaceOptions } from './options.ts';
import type { Isolation, RaceReport } from './report.ts';

type PairOptions<EM extends EntityManager> = RaceOptions<EM> & { readonly isolation?: Isolation | undefined };

/** Calls `raceOne` with every pair of operations, one after the other. */
export async function raceEach<EM extends EntityManager>(
  options: PairOptions<EM>,
  raceOne: (pair: PairOptions<EM>) => Promise<RaceReport>,
): Promise<RaceReport[]> {
  const reports: RaceReport[] = [];
  for (const operations of pairsOf(options.operations))
    reports.push(await raceOne({ ...options, operations }));
  return reports;
}

/** An operation that meets itself is named twice: `deposit` and `deposit-2`. */
function pairsOf<EM extends EntityManager>(
  operations: Readonly<Record<string, RaceOperation<EM>>>,
): Record<string, RaceOperation<EM>>[] {
  const all = Object.entries(operations);
  return all.flatMap(([name, operation], index) =>
    all
      .slice(index)
      .map(([other, second]) => ({ [name]: operation, [other === name ? `${name}-2` : other]: second })),
  );
}
