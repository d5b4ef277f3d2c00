import type { Choice } from '../run/drive.ts';
import type { Planned, Schedule } from './schedule.ts';

interface Branch {
  /** The schedule that it leaves, after how many steps, and to what. */
  readonly from: Schedule;
  readonly depth: number;
  readonly name: string;
}

/**
 * Every schedule, those with the fewest preemptions first, none twice.
 *
 * A preemption interrupts an operation that could go on. Nearly every race shows with one, so that the
 * first schedule that fails is also the simplest to read.
 */
export class Preemptions {
  /** Branches that have not been run, by how many preemptions they have. */
  readonly #branches: Branch[][] = [];
  #begun = false;

  /** The next schedule of exactly `preemptions`; undefined when all have been run. */
  next(preemptions: number): Planned[] | undefined {
    if (!this.#begun) {
      this.#begun = true;
      return [];
    }
    const branch = this.#branches[preemptions]?.pop();
    return branch && planOf(branch);
  }

  /** Whether some schedule is left, however many preemptions it has. */
  get isDone(): boolean {
    return this.#begun && this.#branches.every(branches => branches.length === 0);
  }

  /** The fewest preemptions of those that are left. */
  get fewest(): number {
    return this.#branches.findIndex(branches => branches.length > 0);
  }

  /** Goes on with whoever ran last, as long as it can. */
  extend(last: string | undefined, choices: readonly Choice[]): string | undefined {
    return choices.find(({ name }) => name === last)?.name ?? choices[0]?.name;
  }

  /** Notes what `schedule` could have done otherwise after the first `planned` steps. */
  ran(schedule: Schedule, planned: number): void {
    for (const [depth, choices] of schedule.offered.entries()) {
      if (depth < planned) continue;
      for (const { name } of choices.toReversed()) {
        if (name === schedule.names[depth]) continue;
        const cost = preemptionsOf(schedule, depth) + isPreemption(schedule, depth, name);
        (this.#branches[cost] ??= []).push({ from: schedule, depth, name });
      }
    }
    for (let cost = 0; cost < this.#branches.length; cost++) this.#branches[cost] ??= [];
  }
}

/** How often somebody is interrupted in the first `steps` steps. */
export function preemptionsOf(
  schedule: Pick<Schedule, 'names' | 'offered'>,
  steps = schedule.names.length,
): number {
  let count = 0;
  for (const [depth, name] of schedule.names.slice(0, steps).entries())
    count += isPreemption(schedule, depth, name);
  return count;
}

/** The strand that a choice names, also as a victim. */
export function strandOf(name: string): string {
  return name.replace('!', '');
}

function isPreemption(
  { names, offered }: Pick<Schedule, 'names' | 'offered'>,
  depth: number,
  name: string,
): 0 | 1 {
  const last = strandOf(names[depth - 1] ?? '');
  const couldGoOn = offered[depth]?.some(choice => choice.name === last);
  return couldGoOn && name !== last && !name.endsWith('!') ? 1 : 0;
}

function planOf({ from, depth, name }: Branch): Planned[] {
  const trace = from.run.trace;
  const kept = from.names.slice(0, depth).concat(name);
  return kept.map((choice, step) => ({
    name: choice,
    choices: from.offered[step] ?? [],
    trace: trace.slice(0, from.steps[step]?.position ?? trace.length),
  }));
}
