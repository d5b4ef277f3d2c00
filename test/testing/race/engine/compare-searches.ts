import fc from 'fast-check';
import { expect } from 'vitest';
import type { ProgramRace } from './program-race.ts';
import { programs } from './programs.ts';

/** How much was compared. */
export interface Compared {
  programs: number;
  /** Too many orders to run them all, or left to chance by the server. */
  skipped: number;
  exhaustive: number;
  reduced: number;
}

/** Requires of random programs that the reduced search finds every outcome that the exhaustive one finds, and no other. */
export async function compareSearches(
  races: ProgramRace,
  { seed, runs, length }: { readonly seed: number; readonly runs: number; readonly length: number },
): Promise<Compared> {
  const compared: Compared = { programs: 0, skipped: 0, exhaustive: 0, reduced: 0 };
  const property = fc.asyncProperty(programs(length), async given => {
    const all = await races.explore(given, 'exhaustive', 400);
    if (!all.complete || all.report.caveats.length > 0) return void compared.skipped++;
    const reduced = await races.explore(given, 'reduced', 1000);
    if (reduced.report.caveats.length > 0) return void compared.skipped++;
    compared.programs++;
    compared.exhaustive += all.report.schedules;
    compared.reduced += reduced.report.schedules + reduced.report.pruned;
    expect([...reduced.outcomes].toSorted()).toEqual([...all.outcomes].toSorted());
  });
  // What fails names its seed and program; making it smaller would take as long again.
  await fc.assert(property, { seed, numRuns: runs, endOnFailure: true });
  return compared;
}
