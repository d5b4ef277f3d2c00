import { textOfValues } from '../identity/unique-key-text.ts';
import { type Data } from '../parts/internals.ts';
import { type UpsertCall } from '../upsert/upsert-call.ts';
import { isForDatabase, keyTexts } from './key-list.ts';
import { keyOf, keyValues } from './key-values.ts';
import { type ProvenKey } from './prove-key.ts';
import { type Sought } from './store-missing.ts';

/**
 * One for all rows that have the same key, in the order of their keys: every caller inserts in that order, so that callers with
 * overlapping keys wait for each other instead of deadlocking.
 */
export async function rowsInKeyOrder(
  call: UpsertCall,
  proof: ProvenKey,
  rows: readonly Data[],
): Promise<Sought[]> {
  const texts = await textsOf(call, proof, rows);
  const sought = new Map<string, Sought>();
  for (const [position, data] of rows.entries()) {
    const text = texts[position] as string;
    const known = sought.get(text);
    if (known) sought.set(text, { data: known.data, positions: [...[known.positions].flat(), position] });
    else sought.set(text, { data, positions: position });
  }
  const inOrder = [...sought.keys()].toSorted((one, other) => (one < other ? -1 : 1));
  return inOrder.map(text => sought.get(text) as Sought);
}

const size = 5000;

async function textsOf(call: UpsertCall, proof: ProvenKey, rows: readonly Data[]): Promise<string[]> {
  const { em, meta } = call;
  const { inMemory } = proof;
  if (inMemory && !isForDatabase(meta, proof)) {
    // A part that is null makes no text; there are rows with null keys where the index takes these for equal.
    const texts = rows.map(row => textOfValues(em, inMemory, row));
    if (!texts.includes(undefined)) return texts as string[];
  }
  const texts: string[] = [];
  for (let start = 0; start < rows.length; start += size) {
    const values = rows.slice(start, start + size).map(row => keyValues(em, meta, keyOf(proof, row)));
    for (const text of await keyTexts(call, proof, values)) texts.push(text);
  }
  return texts;
}
