import type { EntityManager } from '@mikro-orm/postgresql';
import type { RaceOptions } from '../../../../src/testing/race/options.ts';
import type { RaceReport } from '../../../../src/testing/race/report.ts';

type Verdict = RaceReport['verdict'];

/** Something that MikroORM documents, raced as it stands: the outcome has to be that of one after the other. */
export interface Recipe extends Pick<RaceOptions, 'operations' | 'seed'> {
  readonly name: string;
  /** At read committed, repeatable read and serializable. */
  readonly verdicts: readonly [Verdict, Verdict, Verdict];
}

/** The same operation twice. */
export function twice<O>(operation: O): { readonly ada: O; readonly bob: O } {
  return { ada: operation, bob: operation };
}

/** An operation that is one transaction. */
export function transaction<T>(body: (em: EntityManager) => Promise<T>): (em: EntityManager) => Promise<T> {
  return em => em.transactional(body);
}
