import type { EntityManager } from '@mikro-orm/postgresql';
import { RaceEndingError, RaceLeftOpenError } from '../errors.ts';
import type { RaceOptions } from '../options.ts';
import { endedWith, namesOf } from './error-names.ts';
import type { Outcomes, Remains } from './outcomes.ts';
import type { Ending } from '../report.ts';
import type { Schedule } from '../search/schedule.ts';
import type { SerialOrders } from './serial-orders.ts';
import type { Session } from '../session.ts';

/** What came out of a schedule: whether it may, and text that is equal for equal outcomes. */
export interface Verdict {
  readonly reason: Error | undefined;
  readonly outcome: string;
}

/** Says of each schedule whether the operations did what they may do. */
export class Judge<EM extends EntityManager> {
  readonly #session: Session<EM>;
  readonly #options: RaceOptions<EM>;
  readonly #outcomes: Outcomes;
  /** Set when there is no invariant. */
  readonly #serial: SerialOrders | undefined;

  constructor(
    session: Session<EM>,
    options: RaceOptions<EM>,
    oracle: { readonly outcomes: Outcomes; readonly serial: SerialOrders | undefined },
  ) {
    this.#session = session;
    this.#options = options;
    this.#outcomes = oracle.outcomes;
    this.#serial = oracle.serial;
  }

  async judge({ run, stuck }: Schedule): Promise<Verdict> {
    const left = await this.#session.finish(run);
    const remains = await this.#outcomes.remains(run.endings());
    const broken = stuck ?? (left && new RaceLeftOpenError(left.operation, left.left));
    return {
      outcome: this.#outcomes.describe(remains, () => false),
      reason: broken ?? (await this.#objection(remains)),
    };
  }

  async #objection(remains: Remains): Promise<Error | undefined> {
    if (this.#serial) return this.#serial.objection(remains);
    return this.#unexpectedEnding(remains.endings) ?? (await this.#violation(remains.endings));
  }

  #unexpectedEnding(endings: Readonly<Record<string, Ending>>): Error | undefined {
    const { allow = [] } = this.#options;
    for (const [name, ending] of Object.entries(endings)) {
      if (ending.status === 'fulfilled' || namesOf(ending.error).some(each => allow.includes(each))) continue;
      return new RaceEndingError(name, endedWith(ending.error), { cause: ending.error });
    }
    return undefined;
  }

  async #violation(endings: Readonly<Record<string, Ending>>): Promise<Error | undefined> {
    const { invariant } = this.#options;
    const results = Object.fromEntries(
      Object.entries(endings).map(([name, ending]) => [
        name,
        ending.status === 'fulfilled' ? ending.value : undefined,
      ]),
    );
    try {
      await this.#session.inUnit(async em => invariant?.({ em, endings, results }));
      return undefined;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}
