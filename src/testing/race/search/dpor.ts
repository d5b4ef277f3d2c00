import type { Choice } from '../run/drive.ts';
import { dependent } from '../statement/footprint.ts';
import { happensBefore, type Order } from './happens-before.ts';
import type { Planned, Schedule } from './schedule.ts';
import type { TraceEntry } from '../run/trace-entry.ts';

interface Node {
  readonly choices: readonly Choice[];
  chosen: string;
  /** What each choice that was tried did. */
  readonly tried: Map<string, TraceEntry>;
  /** Choices that may lead to something new. */
  readonly backtrack: Set<string>;
  /** Choices that would only repeat what a neighbour has run, and what they do. */
  readonly asleep: ReadonlyMap<string, TraceEntry>;
  /** For a message, should a replay differ. */
  trace: readonly TraceEntry[];
}

/**
 * Enough schedules for every outcome: of those that differ only in the order of independent steps, one.
 *
 * Dynamic partial-order reduction with source sets (Abdulla et al., POPL 2014) and sleep sets. From each
 * schedule that was run, two dependent steps with nothing between them are found and tried the other way round.
 */
export class Reduction {
  readonly #stack: Node[] = [];

  /** The schedule to run next, as far as it is decided. */
  plan(): Planned[] {
    return this.#stack.map(({ chosen, choices, trace }) => ({ name: chosen, choices, trace }));
  }

  /** Continues with whoever ran last unless that would repeat something; undefined when everything would. */
  extend(depth: number, choices: readonly Choice[], steps: readonly TraceEntry[]): string | undefined {
    this.#stack.length = depth;
    const parent = this.#stack[depth - 1];
    const last = steps[depth - 1];
    const asleep = parent && last ? stillAsleep(parent, last) : new Map<string, TraceEntry>();
    const awake = choices.filter(({ name }) => !asleep.has(name));
    const chosen = awake.find(({ name }) => name === last?.strand)?.name ?? awake[0]?.name;
    if (chosen === undefined) return undefined;
    this.#stack.push({
      choices,
      chosen,
      tried: new Map(),
      backtrack: new Set(withOtherVictims(chosen, choices)),
      asleep,
      trace: [],
    });
    return chosen;
  }

  /** Learns from a schedule; false when there is none left to run. */
  ran({ steps, run }: Schedule): boolean {
    for (const [depth, step] of steps.entries()) {
      const node = this.#stack[depth];
      if (!node) continue;
      node.tried.set(node.chosen, step);
      node.trace = run.trace.slice(0, step.position);
    }
    this.#reverseRaces(steps);
    return this.#backtrack();
  }

  #backtrack(): boolean {
    for (let node = this.#stack.at(-1); node; node = this.#stack.at(-1)) {
      const { choices, backtrack, tried, asleep } = node;
      const next = choices.find(({ name }) => backtrack.has(name) && !tried.has(name) && !asleep.has(name));
      if (next) {
        node.chosen = next.name;
        return true;
      }
      this.#stack.pop();
    }
    return false;
  }

  #reverseRaces(steps: readonly TraceEntry[]): void {
    const order = happensBefore(steps);
    for (const [later] of steps.entries())
      for (let earlier = later - 1; earlier >= 0; earlier--)
        if (order.isRace(earlier, later)) this.#reverse({ steps, order, earlier, later });
  }

  /** Makes sure that something is tried before `earlier` which can lead to `later` coming first. */
  #reverse({ steps, order, earlier, later }: Race): void {
    const node = this.#stack[earlier];
    if (!node) return;
    const first = order.initials(earlier, later).map(index => steps[index]?.strand ?? '');
    const possible = first.filter(strand => node.choices.some(({ name }) => name === strand));
    if (possible.some(strand => node.backtrack.has(strand) || node.asleep.has(strand))) return;
    const [one] = possible;
    for (const name of one === undefined ? node.choices.map(choice => choice.name) : [one])
      node.backtrack.add(name);
  }
}

/** Who is sacrificed in a deadlock is chance, not order, so no race between steps would ever ask for the others. */
function withOtherVictims(chosen: string, choices: readonly Choice[]): string[] {
  const victims = choices.map(({ name }) => name).filter(name => name.endsWith('!'));
  return chosen.endsWith('!') ? victims : [chosen];
}

interface Race {
  readonly steps: readonly TraceEntry[];
  readonly order: Order;
  readonly earlier: number;
  readonly later: number;
}

/** What was tried before `step`, or slept already, sleeps on as long as nothing happens that it depends on. */
function stillAsleep({ asleep, tried, chosen }: Node, step: TraceEntry): Map<string, TraceEntry> {
  const before = [...asleep, ...[...tried].filter(([name]) => name !== chosen)];
  return new Map(before.filter(([, other]) => !dependent(other.footprint, step.footprint)));
}
