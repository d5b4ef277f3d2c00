import type { Catalog } from '../database/catalog.ts';
import { changeShape } from './change-shape.ts';
import { mentioned, rowsOf } from './select-shape.ts';
import { type StatementShape } from './shape.ts';
import { isSign, isWord, nameAt, type Token } from './tokens.ts';

/** Reads `with name as (update …) select …`: one change, and a query of what it returns. Undefined for anything else that begins so. */
export function changeInWith(
  all: readonly Token[],
  values: readonly unknown[],
  catalog: Catalog,
): StatementShape | undefined {
  const name = isWord(all, 1, 'recursive') ? 2 : 1;
  const opens = nameAt(all, name) !== undefined && isWord(all, name + 1, 'as') && isSign(all, name + 2, '(');
  if (!isWord(all, 0, 'with') || !opens || !isChange(all, name + 3)) return undefined;

  const end = closingOf(all, name + 2);
  const rest = all.slice(end + 1);
  if (rest.some((_, index) => isChange(rest, index))) return undefined;
  const change = changeShape(all.slice(name + 3, end), values, catalog);
  const sources = mentioned(rest, catalog);
  return sources.some(({ opaque }) => opaque)
    ? undefined
    : { ...change, reads: [...change.reads, ...sources.flatMap(table => rowsOf(table, undefined))] };
}

function isChange(all: readonly Token[], index: number): boolean {
  return isWord(all, index, 'insert', 'update', 'delete', 'merge');
}

/** Where the parenthesis closes that opens at `start`. */
function closingOf(all: readonly Token[], start: number): number {
  let depth = 0;
  for (let index = start; index < all.length; index++) {
    if (isSign(all, index, '(')) depth++;
    if (isSign(all, index, ')') && --depth === 0) return index;
  }
  return all.length;
}
