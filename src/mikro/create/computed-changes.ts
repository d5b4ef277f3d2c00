import { type EntityManager, type EntityProperty, isRaw } from '@mikro-orm/postgresql';
import { ExpressionError } from '../../errors/expression-errors.ts';
import { bind } from '../computed/bind.ts';
import { isExpression } from '../computed/expression.ts';
import { hasExpressions } from '../computed/json-target.ts';
import { ofNewRow } from '../computed/new-target.ts';
import { Target } from '../computed/target.ts';
import { type Data } from '../parts/internals.ts';
import { quietly } from '../state/quietly.ts';
import { type UpsertCall } from '../upsert/upsert-call.ts';
import { type Defaults } from './get-or-create.ts';

/** What to do to a row, and to a new one besides. */
export interface Change {
  readonly changes: Data;
  readonly forNew: Defaults;
}

/** Refuses expressions that mean nothing for a row, and those that a new row would have nothing to compute from. */
export function requireComputable({ em, meta }: UpsertCall, key: Data, { changes, forNew }: Change): void {
  for (const [name, value] of Object.entries(changes)) {
    if (!hasExpressions(value)) continue;
    const refuse = (reason: string) => new ExpressionError('em.updateOrCreate', reason, meta.className, name);
    if (name in key) throw refuse('the key names the row, so it is not computed.');
    const prop = meta.properties[name] as EntityProperty | undefined;
    if (!prop) throw refuse('there is no such property.');
    if (!isRaw(value)) throw refuse('a part of a value is computed by em.updateRow alone.');
    if (!isExpression(value)) continue;
    const platform = em.getPlatform();
    bind(value, new Target(platform, meta, prop));
    if (typeof forNew === 'function') continue;
    const given = { ...forNew, ...partsOf(changes).plain, ...key };
    bind(ofNewRow(value, given), new Target(platform, meta, prop, { isNew: true }));
  }
}

/** What of `changes` are values, and what the database is to compute. */
export function partsOf(changes: Data): { readonly plain: Data; readonly computed: Data } {
  const entries = Object.entries(changes);
  return {
    plain: Object.fromEntries(entries.filter(([, value]) => !isRaw(value))),
    computed: Object.fromEntries(entries.filter(([, value]) => isRaw(value))),
  };
}

/** Assigns `changes` to an object whose row is stored and will compute. */
export function assignChanges(em: EntityManager, object: object, changes: Data): void {
  const { plain, computed } = partsOf(changes);
  em.assign(object, plain as never);
  for (const [name, value] of Object.entries(computed)) Reflect.set(object, name, value);
}

/** Assigns `changes` to an object that is not flushed yet: they start from what it has, or go on from what is to be computed of it. */
export function assignToPending(em: EntityManager, object: object, changes: Data): void {
  const given = quietly(() => ({ ...object })) as Data;
  const starting = (name: string, value: unknown) =>
    isExpression(value) && !isRaw(given[name]) ? ofNewRow(value, given) : value;
  const entries = Object.entries(changes).map(([name, value]) => [name, starting(name, value)]);
  assignChanges(em, object, Object.fromEntries(entries));
}
