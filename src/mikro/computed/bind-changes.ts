import {
  ChangeSetType,
  type EntityManager,
  type EntityProperty,
  isRaw,
  JsonType,
  type RawQueryFragment,
  Utils,
} from '@mikro-orm/postgresql';
import { ExpressionError } from '../../errors/expression-errors.ts';
import { quietly } from '../state/quietly.ts';
import { type ChangeSet, type Data, type Meta } from '../parts/internals.ts';
import { noteSent } from './assigned.ts';
import { bind } from './bind.ts';
import { isExpression } from './expression.ts';
import { Target } from './target.ts';

const sources = new WeakMap<RawQueryFragment, RawQueryFragment>();

/** What was assigned to the property whose payload is `fragment`. */
export function sourceOf(fragment: RawQueryFragment): RawQueryFragment {
  return sources.get(fragment) ?? fragment;
}

/** Makes SQL of the expressions that changes are to store, before anything is sent. */
export function bindChanges(em: EntityManager, changeSets: readonly ChangeSet[]): void {
  for (const { entity, meta, payload, type } of changeSets)
    for (const name of Object.keys(payload)) {
      const value: unknown = (payload as Data)[name];
      if (!isRaw(value)) requireNoneInside(entity, meta, name);
      if (!isExpression(value)) continue;
      const target = new Target(em.getPlatform(), meta, meta.properties[name] as EntityProperty, {
        isNew: type === ChangeSetType.CREATE,
      });
      const bound = bind(value, target);
      sources.set(bound, value);
      (payload as Data)[name] = bound;
    }
}

/** What is inside JSON becomes text before anybody could compute it. */
function requireNoneInside(object: object, meta: Meta, name: string): void {
  const prop = meta.properties[name];
  if (!prop || !(prop.object || prop.array || prop.customType instanceof JsonType)) return;
  const value: unknown = quietly(() => Reflect.get(object, name));
  if (contains(value, new Set()))
    throw new ExpressionError(
      'an expression',
      `a flush stores JSON as a whole. Change it by em.updateRow, with the expression in the place of the value.`,
      meta.className,
      name,
    );
}

function contains(value: unknown, seen: Set<unknown>): boolean {
  if (isRaw(value)) return true;
  if (typeof value !== 'object' || value === null || seen.has(value) || Utils.isEntity(value)) return false;
  seen.add(value);
  return Object.values(value).some(inner => contains(inner, seen));
}

/** Notes whether a flush is storing the fragments among its changes. */
export function noteSending(changeSets: readonly ChangeSet[], isSent: boolean): void {
  for (const { payload } of changeSets)
    for (const value of Object.values<unknown>(payload)) if (isRaw(value)) noteSent(sourceOf(value), isSent);
}

/** Whether some change has SQL of the application in it. */
export function storesForeignSql(changeSets: readonly ChangeSet[]): boolean {
  return changeSets.some(({ payload }) =>
    Object.values<unknown>(payload).some(value => isRaw(value) && !isExpression(sourceOf(value))),
  );
}
