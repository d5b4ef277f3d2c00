import { type EntityManager, type EntityName, FlushMode, helper, Utils } from '@mikro-orm/postgresql';
import { type Data } from '../parts/internals.ts';
import { flushModeOf } from '../state/flush-mode.ts';
import { insideFlush } from '../state/inside-flush.ts';
import { onBehalfOf } from './bulk-driver.ts';
import { flushBeforeWrite } from './flush-before-write.ts';
import { membersIn, takeMembers } from './take-members.ts';

type Write<T> = (options: Data) => Promise<T>;
type Update = readonly [type: EntityName<any>, where: unknown, data: Data, options?: Data];
type Insert = readonly [type: EntityName<any> | readonly object[], data?: readonly object[], options?: Data];

/** Stores what is pending, and then writes by a method of MikroORM's, whose statement brings the unit in step. */
export async function writeInStep<T>(
  em: EntityManager,
  options: Data | undefined,
  write: Write<T>,
): Promise<T> {
  await flushBeforeWrite(em, options as { flushMode?: string });
  return write(onBehalfOf(em, options));
}

/** `em.nativeUpdate`. */
export async function updateInStep(
  em: EntityManager,
  [type, where, data, options]: Update,
  update: Write<number>,
): Promise<number> {
  const members = membersIn(em, type, data);
  const count = await writeInStep(em, options, update);
  takeMembers(em, type, where, members);
  return count;
}

/** `em.insertMany`. Objects are stored as any new objects are, and so they are the unit's. */
export async function insertManyInStep(
  em: EntityManager,
  [type, data, options]: Insert,
  insert: Write<unknown[]>,
): Promise<unknown[]> {
  const given = data ?? (type as readonly object[]);
  const mayFlush = flushModeOf(em, undefined) !== FlushMode.COMMIT && !insideFlush(em) && !em.global;
  if (!mayFlush || !Utils.isEntity(given[0])) return writeInStep(em, options, insert);
  for (const object of given)
    if (options?.['schema']) helper(object).__schema ??= options['schema'] as string;
  await em.persist(given as object[]).flush();
  return given.map(object => helper(object).getPrimaryKey());
}
