import { endedWith } from '../outcome/error-names.ts';
import { preemptionsOf, strandOf } from './preemptions.ts';
import type { Verdict } from '../outcome/judge.ts';
import type { Isolation, RaceFailure, RaceReport } from '../report.ts';
import type { Schedule } from './schedule.ts';
import { raceStep } from '../run/trace-entry.ts';

/** How many failures a report shows. */
const SHOWN = 20;

/** Counts what the schedules of a search did. */
export class Tally {
  readonly #began = performance.now();
  readonly #failures: { readonly failure: RaceFailure; readonly size: readonly number[] }[] = [];
  readonly #outcomes = new Set<string>();
  readonly #endedWith: Record<string, number> = {};
  readonly #caveats = new Set<string>();
  schedules = 0;
  failing = 0;
  pruned = 0;
  #statements = 0;
  #deadlocks = 0;
  #firstFailureAfter: number | undefined;

  get took(): number {
    return performance.now() - this.#began;
  }

  get outcomes(): ReadonlySet<string> {
    return this.#outcomes;
  }

  /** Adds a sentence about what the search could not control. */
  caution(caveat: string): void {
    this.#caveats.add(caveat);
  }

  add(schedule: Schedule, { reason, outcome }: Verdict): void {
    const { run } = schedule;
    this.schedules++;
    this.#statements += run.trace.length;
    this.#deadlocks += run.deadlocks.length;
    this.#outcomes.add(outcome);
    for (const caveat of run.caveats) this.#caveats.add(caveat);
    for (const ending of Object.values(run.endings()))
      if (ending.status === 'rejected') this.#count(endedWith(ending.error));
    if (reason) this.#fail(schedule, reason);
  }

  report(
    facts: Pick<RaceReport, 'operations' | 'steps' | 'verdict' | 'limit'> & { readonly isolation: Isolation },
  ): RaceReport {
    return {
      ...facts,
      schedules: this.schedules,
      pruned: this.pruned,
      failing: this.failing,
      statements: this.#statements,
      took: this.took,
      firstFailureAfter: this.#firstFailureAfter,
      failures: this.#failures.toSorted((a, b) => compare(a.size, b.size)).map(({ failure }) => failure),
      outcomes: this.#outcomes.size,
      endedWith: this.#endedWith,
      deadlocks: this.#deadlocks,
      caveats: [...this.#caveats],
      divergences: 0,
    };
  }

  #count(name: string): void {
    this.#endedWith[name] = (this.#endedWith[name] ?? 0) + 1;
  }

  #fail(schedule: Schedule, reason: Error): void {
    const { run, names } = schedule;
    this.failing++;
    this.#firstFailureAfter ??= this.took;
    const preemptions = preemptionsOf(schedule);
    const waits = run.trace.filter(({ waitedFor }) => waitedFor.length > 0).length;
    const size = [preemptions, switches(names), waits, names.length];
    const failure = {
      schedule: names,
      preemptions,
      reason,
      trace: run.trace.map(raceStep),
      endings: run.endings(),
      deadlocks: run.deadlocks,
    };
    this.#failures.push({ failure, size });
    if (this.#failures.length <= SHOWN) return;
    this.#failures.sort((a, b) => compare(a.size, b.size)).pop();
  }
}

function switches(names: readonly string[]): number {
  return names.filter((name, index) => index > 0 && strandOf(name) !== strandOf(names[index - 1] ?? ''))
    .length;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const differs = a.findIndex((value, index) => value !== b[index]);
  return differs < 0 ? 0 : (a[differs] ?? 0) - (b[differs] ?? 0);
}
