import { type EntityManager, type EntityName } from '@mikro-orm/postgresql';
import { type Meta } from '../parts/internals.ts';
import { isUnitEdited } from '../reads/unit-is-edited.ts';
import { addInterest } from '../state/interests.ts';
import { ask, askDecided, decide, decidedQuery, flushPending, type Query, readWhole } from './live-query.ts';
import { type Place } from './orders.ts';
import { copyCondition } from './resolve-where.ts';
import { type Looking, UnitView } from './unit-view.ts';

export type { Place };

/** What is asked for, and who hears when the objects of the unit may have changed. */
export interface LiveRequest<E extends object> {
  readonly type: EntityName<E>;
  readonly where: unknown;
  readonly orderBy: unknown;
  readonly filters: unknown;
  /** Hears of each change, whether it is the ORM that reads, and how many objects are kept for the next look. */
  readonly changed: Looking['changed'];
  /** Is called when the unit wants to be what is stored now. Does not fail. */
  readonly askAgain: Looking['askAgain'];
}

/** What a unit has of what a query finds. */
interface LiveSource {
  readonly entity: string;
  readonly isOpen: boolean;
  close(): void;
}

/** A query that memory decides as PostgreSQL does. */
export interface DecidedSource<E extends object> extends LiveSource {
  /** Sends the query. */
  ask(): Promise<void>;
  /** The objects that may have changed since they were last asked for. */
  changes(): ReadonlySet<E>;
  /** The place of a member; null for what is none, undefined for what only the database can tell. */
  decide(object: E): Place | null | undefined;
  compare(one: Place, other: Place): number;
  /** Stores what is pending and reads the rows of `objects`. */
  settle(objects: readonly E[]): Promise<void>;
}

/** A query that only the database decides. */
export interface AskedSource<E extends object> extends LiveSource {
  flush(): Promise<void>;
  /** Whether something is pending that the query would not see. */
  isEdited(): boolean;
  /** Sends the query. */
  ask(): Promise<readonly E[]>;
}

/** Prepares a query that memory decides. Throws UndecidableConditionError for another one. */
export async function decidedSource<E extends object>(
  em: EntityManager,
  request: LiveRequest<E>,
): Promise<DecidedSource<E>> {
  const query = queryOf(em, request);
  const decided = await decidedQuery(query);
  const inPlace = [...decided.columns].some(column => column.inPlace);
  const view = follow(em, query, request, { inPlace, keeps: true });
  return {
    entity: query.meta.className,
    get isOpen() {
      return view.isOpen;
    },
    close: () => view.close(),
    ask: () => askDecided(view, query, decided),
    // The view has objects of the class alone.
    changes: () => view.changes() as ReadonlySet<E>,
    decide: object => decide(view, decided, object),
    compare: (one, other) => decided.order.compare(one, other),
    settle: objects => readWhole(view, objects),
  };
}

/** Prepares a query that the database decides. */
export function askedSource<E extends object>(em: EntityManager, request: LiveRequest<E>): AskedSource<E> {
  const query = queryOf(em, request);
  const view = follow(em, query, request, { inPlace: false, keeps: false });
  return {
    entity: query.meta.className,
    get isOpen() {
      return view.isOpen;
    },
    close: () => view.close(),
    flush: () => flushPending(view),
    isEdited: () => isUnitEdited(view.em),
    ask: () => ask<E>(view, query),
  };
}

/** Also statements that write many rows tell what they make match. */
function follow(
  em: EntityManager,
  { meta, where }: Query,
  { changed, askAgain }: LiveRequest<any>,
  how: Pick<Looking, 'inPlace' | 'keeps'>,
): UnitView {
  const condition: unknown = copyCondition(where);
  const interest = typeof condition === 'object' && condition !== null ? condition : {};
  return new UnitView(em, { meta, ...how, changed, askAgain, begin: () => addInterest(em, meta, interest) });
}

function queryOf(em: EntityManager, { type, where, orderBy, filters }: LiveRequest<any>): Query {
  const meta: Meta = em.getMetadata().get(type);
  return { em, type, meta, where, orderBy, filters };
}
