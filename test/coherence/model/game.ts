import type { Client } from 'pg';
import { type EntityManager, ForeignKeyViolationError, UniqueViolationError } from '../../../src/index.ts';
import { edits, reads, writes } from './actions.ts';
import { differences, key } from './differences.ts';
import { type LiveSets, liveSets } from './live-sets.ts';
import type { Step } from './step.ts';
import { type SetName, truth } from './stored.ts';

const actions = { ...reads, ...edits, ...writes };

/** Thrown to roll a transaction back. */
class Undo extends Error {}

/** One unit, its live sets, and another session. */
export class Game {
  private constructor(
    readonly em: EntityManager,
    readonly other: Client,
    readonly sets: LiveSets,
  ) {}

  static async on(em: EntityManager, other: Client): Promise<Game> {
    return new Game(em, other, await liveSets(em));
  }

  end(): void {
    for (const set of Object.values(this.sets)) set.close();
  }

  /** Plays a step. False when the database has refused what is pending: it would be refused for ever. */
  async play(step: Step, em: EntityManager = this.em): Promise<boolean> {
    try {
      await this.#perform(step, em);
      await this.#compare(em, step);
      return true;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // What a transaction has pending is put back with it.
      if (em !== this.em) throw error;
      if (step.do !== 'transaction') return false;
      await this.#compare(em, step);
      return true;
    }
  }

  async #perform(step: Step, em: EntityManager): Promise<void> {
    switch (step.do) {
      case 'act':
        await actions[step.name as keyof typeof actions]!(em, step.choice);
        return;
      case 'flush':
        return em.flush();
      case 'they':
        await em.flush();
        await this.other.query(step.sql);
        await em.refreshAll();
        return;
      case 'transaction':
        return this.#transaction(step, em);
    }
  }

  async #transaction({ steps, rolledBack }: Step & { readonly do: 'transaction' }, em: EntityManager) {
    try {
      await em.transactional(async inner => {
        for (const step of steps) await this.play(step, inner);
        if (rolledBack) throw new Undo();
      });
    } catch (error) {
      if (!(error instanceof Undo)) throw error;
    }
  }

  /** Sees that the flush of what is pending brings no news, and that all is what is stored then. */
  async #compare(em: EntityManager, step: Step): Promise<void> {
    const before = this.#members();
    await em.flush();
    const stored = await truth(em);
    const found = differences(em, stored);
    for (const [name, set] of Object.entries(this.sets) as [SetName, LiveSets[SetName]][]) {
      const members = JSON.stringify([...set].map(key));
      const expected = JSON.stringify(stored.sets[name]);
      if (members !== expected) found.push(`set ${name} is ${members} in memory and ${expected} by SQL`);
      if (!removes(step) && !same(before[name], [...set]))
        found.push(`set ${name} is another one after the flush`);
    }
    if (found.length > 0) throw new Error(`Memory and database differ:\n${found.join('\n')}`);
  }

  #members(): Record<string, readonly object[]> {
    return Object.fromEntries(Object.entries(this.sets).map(([name, set]) => [name, [...set]]));
  }
}

/** What ON DELETE will do to other rows is not known before the flush. */
function removes(step: Step): boolean {
  return step.do === 'act' && step.name.startsWith('remove');
}

function same(left: readonly object[] | undefined, right: readonly object[]): boolean {
  return left?.length === right.length && new Set(left).isSubsetOf(new Set(right));
}

function isRefusal(error: unknown): boolean {
  return error instanceof UniqueViolationError || error instanceof ForeignKeyViolationError;
}
