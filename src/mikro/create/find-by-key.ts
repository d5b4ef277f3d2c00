import { helper, type LockMode, raw } from '@mikro-orm/postgresql';
import { keyColumns } from '../flush/base-of-change.ts';
import { valueColumn } from '../flush/column-types.ts';
import { findByUniqueKey } from '../identity/find-by-unique-key.ts';
import { textOfValues } from '../identity/unique-key-text.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { flushPending } from '../upsert/flush-pending.ts';
import { driverOf, type UpsertCall } from '../upsert/upsert-call.ts';
import { keyValues } from './key-values.ts';
import { type ProvenKey } from './prove-key.ts';

/** The object of the unit for the row that `key` names: of memory when the unit knows it, or else read; null when there is none. */
export async function findByKey(
  call: UpsertCall,
  proof: ProvenKey,
  key: Data,
  lockMode?: LockMode,
): Promise<object | null> {
  const found = lockMode === undefined ? findInMemory(call, proof, key) : undefined;
  if (found) return found;
  // What others of the class are in memory may be what the database would find for the key.
  if (!proof.declared) await flushPending(call, []);
  const { em, meta } = call;
  const where = proof.target.columns ? { ...key } : { [rowOfExpression(call, proof, key) as never]: [] };
  // A filter says what the application wants to see, not whether there is a row.
  return em.findOne(meta.class, where as never, { filters: false, ...(lockMode && { lockMode }) } as never);
}

/** The object that the unit has for `key`, when that is certain. */
export function findInMemory(
  { em, meta }: UpsertCall,
  { inMemory }: ProvenKey,
  key: Data,
): object | undefined {
  const text = inMemory && textOfValues(em, inMemory, key);
  if (!inMemory || text === undefined) return undefined;
  const schema = em.schema ?? meta.root.schema ?? em.getPlatform().getDefaultSchemaName();
  const found = findByUniqueKey(em, meta, inMemory, schema ? `${schema}:${text}` : text);
  return found && (!helper(found).__managed || helper(found).__initialized) ? found : undefined;
}

/**
 * The condition for the row that has the values of the index's expressions:
 *
 *     "d0"."id" in (select "id" from "director" where lower("name") = (select lower("name") from (select 'Ada') as given ("name")))
 */
function rowOfExpression({ em, meta }: UpsertCall, { index }: ProvenKey, key: Data): unknown {
  const platform = em.getPlatform();
  const quote = (name: string) => platform.quoteIdentifier(name).toString();
  const values = keyValues(em, meta, key);
  const names = Object.keys(values);
  const given = names
    .map(name => `${valueColumn(platform, meta, name).cell('?')} as ${quote(name)}`)
    .join(', ');
  const equal = index.parts.map(
    ({ column, sql }) =>
      `${column === null ? `(${sql})` : quote(column)} = (select ${column === null ? sql : quote(column)} from (select ${given}) as "given")`,
  );
  const params = index.parts.flatMap(() => names.map(name => values[name] as unknown));
  const predicate = index.predicate === null ? '' : ` and (${index.predicate})`;
  const own = keyColumns(meta as Meta);
  const table = driverOf(em).getTableName(meta, { schema: em.schema });
  return raw(
    (alias: string) =>
      `(${own.map(name => `${alias}.${quote(name)}`).join(', ')}) in (select ${own.map(quote).join(', ')} from ${table} where ${equal.join(' and ')}${predicate})`,
    params,
  );
}
