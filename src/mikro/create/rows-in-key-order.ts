import { textOfValues } from '../identity/unique-key-text.ts';
import { type Data } from '../parts/internals.ts';
import { type UpsertCall } from '../upsert/upsert-call.ts';
import { isForDatabase, keyTexts } from './key-list.ts';
import { keyValues } from './key-values.ts';
import { type ProvenKey } from './prove-key.ts';
import { type Sought } from './store-missing.ts';

interface Given {
  readonly rows: readonly Data[];
  readonly key: readonly string[];
}

/**
 * One for all rows that have the same key, in the order of their keys: every caller inserts in that order, so that callers with
 * overlapping keys wait for each other instead of deadlocking.
 */
export async function rowsInKeyOrder(
  call: UpsertCall,
  proof: ProvenKey,
  { rows, key }: Given,
): Promise<Sought[]> {
  const keys = rows.map(row => Object.fromEntries(key.map(name => [name, row[name]])));
  const texts = await textsOf(call, proof, keys);
  const sought = new Map<string, Sought & { readonly positions: number[] }>();
  for (const [position, data] of rows.entries()) {
    const text = texts[position] as string;
    const known = sought.get(text);
    if (known) known.positions.push(position);
    else sought.set(text, { key: keys[position] as Data, data, positions: [position] });
  }
  return [...sought].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, each]) => each);
}

const size = 5000;

async function textsOf(call: UpsertCall, proof: ProvenKey, keys: readonly Data[]): Promise<string[]> {
  const { em, meta } = call;
  const { inMemory } = proof;
  if (inMemory && !isForDatabase(meta, proof)) {
    // A part that is null makes no text; there are rows with null keys where the index takes these for equal.
    const texts = keys.map(key => textOfValues(em, inMemory, key));
    if (!texts.includes(undefined)) return texts as string[];
  }
  const texts: string[] = [];
  for (let start = 0; start < keys.length; start += size) {
    const values = keys.slice(start, start + size).map(key => keyValues(em, meta, key));
    for (const text of await keyTexts(call, proof, values)) texts.push(text);
  }
  return texts;
}
