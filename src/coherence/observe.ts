import { type EntityManager } from '@mikro-orm/postgresql';
import { traced } from '../mikro/changes/trace.ts';
import { ChangeReport } from './change-report.ts';

/** What a function returned, and what has changed while it ran. */
export interface Observed<T> {
  readonly result: T;
  readonly changes: ChangeReport;
}

/** `em.observe`: documented there. */
export async function observe<EM extends EntityManager, T>(
  em: EM,
  body: (em: EM) => T | Promise<T>,
): Promise<Observed<T>> {
  const { result, trace } = await traced(em, async () => body(em));
  return { result, changes: new ChangeReport(trace) };
}
