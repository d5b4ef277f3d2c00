import {
  ChangeSetType,
  type EntityManager,
  type EntityProperty,
  isRaw,
  type RawQueryFragment,
} from '@mikro-orm/postgresql';
import { type ChangeSet, type Data } from '../parts/internals.ts';
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
  for (const { meta, payload, type } of changeSets)
    for (const name of Object.keys(payload)) {
      const value: unknown = (payload as Data)[name];
      if (!isExpression(value)) continue;
      const target = new Target(em.getPlatform(), meta, meta.properties[name] as EntityProperty, {
        isNew: type === ChangeSetType.CREATE,
      });
      const bound = bind(value, target);
      sources.set(bound, value);
      (payload as Data)[name] = bound;
    }
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
