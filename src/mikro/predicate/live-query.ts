import { type EntityManager, type EntityName, helper } from '@mikro-orm/postgresql';
import { UndecidableConditionError } from '../../errors/live-set-errors.ts';
import { editedFields } from '../merge/edited-fields.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { refreshObject } from '../reads/refresh-object.ts';
import { mergeWholeRows } from '../reads/merge-whole-rows.ts';
import { isUnitEdited } from '../reads/unit-is-edited.ts';
import { collationsOf } from './collations.ts';
import { type Column } from './columns.ts';
import { type Asked, type Asking, conditionOf } from './conditions.ts';
import { type Order, orderOf, type Place } from './orders.ts';
import { copyCondition, resolveWhere } from './resolve-where.ts';
import { type Condition } from './truth.ts';
import { loadedObjects, type UnitView } from './unit-view.ts';

/** A query as it is asked: what it is of, and what `em.find` is told. */
export interface Query {
  readonly em: EntityManager;
  readonly type: EntityName<any>;
  readonly meta: Meta;
  readonly where: unknown;
  readonly orderBy: unknown;
  readonly filters: unknown;
}

/** A query that memory decides as PostgreSQL does. */
export interface DecidedQuery {
  readonly condition: Condition;
  readonly order: Order;
  readonly columns: ReadonlySet<Column>;
  /** What is sent. */
  readonly where: Data;
}

/** Makes functions of a condition and an order. Throws UndecidableConditionError before anything but the catalogue is asked. */
export async function decidedQuery({
  em,
  meta,
  where: given,
  orderBy,
  filters,
}: Query): Promise<DecidedQuery> {
  requireOneTable(meta);
  const where = await resolveWhere(em, meta, given, filters);
  const asked: Asked = { columns: new Set(), ordered: new Set() };
  const asking: Asking = { em, meta, asked };
  const condition = conditionOf(asking, where) ?? (() => true);
  const order = orderOf(asking, [...list(orderBy), ...list(meta.orderBy)]);
  await requireCollations(asking);
  return { condition, order, columns: asked.columns, where };
}

function list(orderBy: unknown): readonly unknown[] {
  return orderBy === undefined ? [] : [orderBy].flat();
}

function requireOneTable(meta: Meta): void {
  if (meta.virtual || meta.root.inheritanceType === 'tpt')
    throw new UndecidableConditionError(meta.className, 'its class', 'its rows are not those of one table');
  if (meta.schema === '*')
    throw new UndecidableConditionError(meta.className, 'its class', 'its rows are in several schemas');
}

/** Equality of texts is that of their bytes, and their order too, only where the collation says so. */
async function requireCollations({ em, meta, asked }: Asking): Promise<void> {
  const texts = [...asked.columns].filter(({ collated }) => collated);
  if (texts.length === 0) return;
  const collations = await collationsOf(em, meta);
  for (const column of texts)
    for (const field of column.fields) {
      const collation = collations.find(one => one.column === field);
      if (!collation?.deterministic)
        throw new UndecidableConditionError(
          meta.className,
          column.name,
          'its collation takes different texts for equal',
        );
      if (!collation.bytewise && asked.ordered.has(column))
        throw new UndecidableConditionError(
          meta.className,
          `the order of ${column.name}`,
          'it is that of a collation, and only "C" is known in memory',
        );
    }
}

/** What is to be said of an object: its place when it is a member, null when it is none, undefined when only the database can tell. */
export function decide(view: UnitView, query: DecidedQuery, object: object): Place | null | undefined {
  if (!view.has(object)) return null;
  const truth = query.condition(object);
  if (truth === false || truth === null) return null;
  const place = truth ? query.order.placeOf(object) : undefined;
  if (place) return place;
  return truth === undefined && isAsTheQuerySaid(view, query, object) ? null : undefined;
}

/** Whether what is not known of `object` was never loaded, and is as it was when the query did not find its row. */
function isAsTheQuerySaid(view: UnitView, { columns }: DecidedQuery, object: object): boolean {
  const { __managed: managed, __originalEntityData: base } = helper(object);
  if (!managed || !base || editedFields(view.em, object).length > 0) return false;
  return !view.hasStored(object) || ![...columns].some(({ name }) => name in base);
}

/** Sends the query. Objects that it shows to be out of date, as their rows are no longer what they were loaded as, are read again. */
export async function askDecided(view: UnitView, { type, meta }: Query, query: DecidedQuery): Promise<void> {
  const { em } = view;
  const options = { filters: false, convertCustomTypes: false } as never;
  const found = new Set<object>(await em.find(type, copyCondition(query.where) as never, options));
  const gone = [...loadedObjects(em, meta)].filter(
    object => !found.has(object) && query.condition(object) === true && isStored(view, object),
  );
  if (gone.length === 0) return;
  if ((await mergeWholeRows(em, gone)).size < gone.length)
    for (const object of gone) if (query.condition(object) === true) await refreshObject(em, object);
}

function isStored(view: UnitView, object: object): boolean {
  const { __managed: managed, __originalEntityData: base, __initialized: loaded } = helper(object);
  return (
    managed && loaded && base !== undefined && view.has(object) && editedFields(view.em, object).length === 0
  );
}

/** Sends a query that only the database decides. */
export async function ask<E extends object>(
  view: UnitView,
  { type, where, orderBy, filters }: Query,
): Promise<E[]> {
  const options = { orderBy, ...(filters !== undefined && { filters }) } as never;
  return (await view.em.find(type, copyCondition(where) as never, options)) as E[];
}

/** Stores what is pending and reads the rows of `objects` whole. */
export async function readWhole(view: UnitView, objects: readonly object[]): Promise<void> {
  await flushPending(view);
  await mergeWholeRows(
    view.em,
    objects.filter(object => helper(object).__managed && helper(object).__originalEntityData),
  );
}

/** Stores what is pending, if anything is. */
export async function flushPending({ em }: UnitView): Promise<void> {
  if (isUnitEdited(em)) await em.flush();
}
