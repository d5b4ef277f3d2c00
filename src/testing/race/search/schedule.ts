import { RaceDivergedError } from '../errors.ts';
import { abandon, type Choice, choices, choose, stuck } from '../run/drive.ts';
import type { Run } from '../run/run.ts';
import { describeEntry, type TraceEntry } from '../run/trace-entry.ts';

/** A choice that is known from an earlier run, and what there was to choose from. */
export interface Planned {
  readonly name: string;
  readonly choices: readonly Choice[];
  /** The statements of the earlier run up to here, for a message. */
  readonly trace: readonly TraceEntry[];
}

/** Chooses the next step after a plan; undefined gives the schedule up. `depth` counts the steps before. */
export type Extend = (
  depth: number,
  choices: readonly Choice[],
  steps: readonly TraceEntry[],
) => string | undefined;

/** A schedule that has been run to its end, or given up. */
export interface Schedule {
  readonly run: Run;
  /** The choices that were made, and what each did. */
  readonly names: readonly string[];
  readonly steps: readonly TraceEntry[];
  /** What there was to choose from at each. */
  readonly offered: readonly (readonly Choice[])[];
  readonly pruned: boolean;
  /** Set when not all operations could end. */
  readonly stuck: Error | undefined;
}

/** Makes choices until every operation has ended: first those of `plan`, then what `extend` says. */
export async function follow(run: Run, plan: readonly Planned[], extend: Extend): Promise<Schedule> {
  const names: string[] = [];
  const steps: TraceEntry[] = [];
  const offered: (readonly Choice[])[] = [];
  const finished = (how: Partial<Pick<Schedule, 'pruned' | 'stuck'>>): Schedule => ({
    run,
    names,
    steps,
    offered,
    pruned: false,
    stuck: undefined,
    ...how,
  });
  for (;;) {
    const enabled = choices(run);
    requireSame(run, plan[names.length], enabled, names);
    if (enabled.length === 0) return run.ended ? finished({}) : finished({ stuck: await giveUpStuck(run) });
    const name = plan[names.length]?.name ?? extend(names.length, enabled, steps);
    if (name === undefined) {
      await abandon(run);
      return finished({ pruned: true });
    }
    offered.push(enabled);
    names.push(name);
    steps.push(await choose(run, name));
  }
}

async function giveUpStuck(run: Run): Promise<Error> {
  const error = stuck(run);
  await abandon(run);
  return error;
}

function requireSame(
  run: Run,
  planned: Planned | undefined,
  found: readonly Choice[],
  schedule: readonly string[],
): void {
  if (!planned || key(planned.choices) === key(found)) return;
  throw new RaceDivergedError([...schedule], story(planned.trace, planned.choices), story(run.trace, found));
}

// Clocks, tokens and uuids stand in statements as text, and may differ; what is done with them may not.
function key(offered: readonly Choice[]): string {
  return offered.map(({ name, sql }) => `${name} ${sql.replaceAll(/'(?:[^']|'')*'/g, "'…'")}`).join('\n');
}

function story(trace: readonly TraceEntry[], offered: readonly Choice[]): string[] {
  return [...trace.map(describeEntry), ...offered.map(({ name, sql }) => `at the gate: ${name}: ${sql}`)];
}
