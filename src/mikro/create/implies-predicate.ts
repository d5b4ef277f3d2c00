import { type EntityManager } from '@mikro-orm/postgresql';
import { valueColumn } from '../flush/column-types.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { type KeyColumn } from './key-columns.ts';
import { keyValues } from './key-values.ts';
import { past } from './past-the-gate.ts';
import { type UniqueIndex } from './unique-indexes.ts';

const answers = new WeakMap<UniqueIndex, Map<string, boolean>>();
const most = 1000;

interface Condition {
  readonly index: UniqueIndex;
  readonly key: Data;
  readonly given: readonly KeyColumn[];
}

/** Whether every row that has the key meets the condition of the index, which only the database can tell. */
export async function impliesPredicate(
  em: EntityManager,
  meta: Meta,
  { index, key, given }: Condition,
): Promise<boolean> {
  const names = new Set(given.map(({ name }) => name));
  if (!index.predicateColumns.every(name => names.has(name))) return false;
  const values = keyValues(em, meta, key);
  const params = index.predicateColumns.map(name => values[name] ?? null);
  const known = answers.get(index) ?? new Map<string, boolean>();
  answers.set(index, known);
  const name = JSON.stringify(params.map(String));
  const answer = known.get(name) ?? (await evaluate(em, meta, index, params));
  // The conditions of an index are about few values; of many, those asked for last are kept.
  if (known.size >= most) known.clear();
  known.set(name, answer);
  return answer;
}

async function evaluate(
  em: EntityManager,
  meta: Meta,
  { predicate, predicateColumns }: UniqueIndex,
  params: unknown[],
): Promise<boolean> {
  const platform = em.getPlatform();
  const cells = predicateColumns.map(
    name => `${valueColumn(platform, meta, name).cell('?')} as ${platform.quoteIdentifier(name)}`,
  );
  const sql = past(`select (${predicate}) is true as "implied" from (select ${cells.join(', ')}) as "given"`);
  const rows = await em
    .getConnection('write')
    .execute<Data[]>(sql, params, 'all', em.getTransactionContext());
  return rows[0]?.['implied'] === true;
}
