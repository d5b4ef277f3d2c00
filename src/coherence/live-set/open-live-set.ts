import { type EntityManager, type EntityName, type FilterQuery } from '@mikro-orm/postgresql';
import { UndecidableConditionError } from '../../errors/live-set-errors.ts';
import { askedSource, decidedSource, type LiveRequest } from '../../mikro/predicate/live-source.ts';
import { Changes } from './changes.ts';
import { LiveSet } from './live-set.ts';
import { AskedMembers, DecidedMembers, type Members } from './members.ts';
import { type LiveSetOptions, requireKnownOptions } from './options.ts';

/** `em.liveSet`: sends the query and follows the unit from then on. */
export async function openLiveSet<E extends object>(
  em: EntityManager,
  type: EntityName<E>,
  where: FilterQuery<E>,
  options: LiveSetOptions<E> = {},
): Promise<LiveSet<E>> {
  requireKnownOptions(options);
  const { orderBy, filters, requery = false } = options;
  const request = { type, where, orderBy, filters };
  try {
    return await decided(em, request);
  } catch (error) {
    if (!requery || !(error instanceof UndecidableConditionError)) throw error;
  }
  return asked(em, request);
}

type Request<E extends object> = Omit<LiveRequest<E>, 'changed' | 'askAgain'>;

async function decided<E extends object>(em: EntityManager, request: Request<E>): Promise<LiveSet<E>> {
  const changes = new Changes<E>(() => members);
  const source = await decidedSource(em, {
    ...request,
    changed: (_, kept) => changes.heard(kept),
    askAgain: () => members.askAgain(changes.note),
  });
  const members: Members<E> = new DecidedMembers(source);
  await opening(members, () => source.ask());
  return new LiveSet(members, changes);
}

async function asked<E extends object>(em: EntityManager, request: Request<E>): Promise<LiveSet<E>> {
  const source = askedSource(em, {
    ...request,
    changed: quiet => members.doubt(quiet),
    askAgain: () => members.askAgain(changes.note),
  });
  const members: AskedMembers<E> = new AskedMembers(source);
  const changes = new Changes<E>(() => members);
  await opening(members, () => members.settle(() => undefined));
  return new LiveSet(members, changes);
}

/** A set whose query fails was never open. */
async function opening<E>(members: Members<E>, ask: () => Promise<void>): Promise<void> {
  try {
    await ask();
  } catch (error) {
    members.close();
    throw error;
  }
}
