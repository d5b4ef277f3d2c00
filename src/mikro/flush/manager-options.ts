import { type EntityManager } from '@mikro-orm/postgresql';
import { type WriteOptions } from '../parts/internals.ts';

interface ManagerInternals {
  readonly _id: number;
  getAbortOptions(): object | undefined;
  getLoggerContext(options: { disableContextResolution: true }): object;
}

/** What every statement of `em` carries: its log entry's context and its abort signal. */
export function managerOptions(em: EntityManager): WriteOptions {
  const { _id: id } = em as unknown as ManagerInternals;
  const { getLoggerContext, getAbortOptions } = em as unknown as ManagerInternals;
  const loggerContext = { id, ...getLoggerContext.call(em, { disableContextResolution: true }) };
  return { loggerContext, ...getAbortOptions.call(em) } as WriteOptions;
}
