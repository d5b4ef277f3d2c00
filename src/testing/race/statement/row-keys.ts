import type { Catalog, TableFacts } from '../database/catalog.ts';
import { isSign, isWord, nameAt, type Token } from './tokens.ts';

const ENDS = [
  'for',
  'order',
  'limit',
  'offset',
  'fetch',
  'group',
  'having',
  'window',
  'returning',
  'union',
  'except',
  'intersect',
];

/**
 * The primary keys of the only rows that a statement on `table` can touch, when its WHERE says so.
 *
 * Only whole conditions joined by AND count, such as `"id" = 1 and …` or `s0.id in (1, 2)`: a statement
 * that is taken to touch fewer rows than it does would hide races.
 */
export function rowKeys(
  all: readonly Token[],
  {
    values,
    catalog,
    table,
  }: { readonly values: readonly unknown[]; readonly catalog: Catalog; readonly table: TableFacts },
): string[] | undefined {
  if (table.key.length === 0 || all.filter((_, index) => isWord(all, index, 'where')).length !== 1)
    return undefined;
  const conditions = conjuncts(whereClause(all));
  if (!conditions) return undefined;
  const keys = joined(
    table.key.map(column => conditions.map(each => keysOf(each, column, values)).find(found => found)),
  );
  // What is known of a row in one schedule must be true of it in the next.
  return keys?.every(key => catalog.knownRows.isStable(table, key)) ? keys : undefined;
}

/** The keys of one column as they are; of several columns the one that they make together. */
function joined(perColumn: readonly (string[] | undefined)[]): string[] | undefined {
  if (perColumn.length === 1) return perColumn[0];
  const single = perColumn.map(keys => (keys?.length === 1 ? keys[0] : undefined));
  return single.includes(undefined) ? undefined : [single.join(',')];
}

function whereClause(all: readonly Token[]): Token[] {
  const clause: Token[] = [];
  let depth = 0;
  for (let index = all.findIndex((_, at) => isWord(all, at, 'where')) + 1; index < all.length; index++) {
    if (isSign(all, index, '(')) depth++;
    if (isSign(all, index, ')')) depth--;
    if (depth < 0 || (depth === 0 && isWord(all, index, ...ENDS))) break;
    clause.push(...all.slice(index, index + 1));
  }
  return clause;
}

/** The conditions that all have to hold; undefined when an OR says that one is enough. */
function conjuncts(clause: readonly Token[]): Token[][] | undefined {
  const found: Token[][] = [[]];
  let depth = 0;
  for (const [index, token] of clause.entries()) {
    if (isSign(clause, index, '(')) depth++;
    if (isSign(clause, index, ')')) depth--;
    if (depth === 0 && isWord(clause, index, 'or', 'between', 'case')) return undefined;
    if (depth === 0 && isWord(clause, index, 'and')) found.push([]);
    else found.at(-1)?.push(token);
  }
  return found;
}

/** The keys that `condition` allows for `column`: from `column = 1`, `alias.column = 1` or `column in (1, 2)`. */
function keysOf(
  condition: readonly Token[],
  column: string,
  values: readonly unknown[],
): string[] | undefined {
  const start = isSign(condition, 1, '.') ? 2 : 0;
  if (nameAt(condition, start) !== column) return undefined;
  const rest = condition.slice(start + 1);
  if (isSign(rest, 0, '=') && rest.length === 2) return literals(rest.slice(1), values);
  if (isWord(rest, 0, 'in') && isSign(rest, 1, '(') && isSign(rest, rest.length - 1, ')'))
    return literals(rest.slice(2, -1), values);
  return undefined;
}

function literals(list: readonly Token[], values: readonly unknown[]): string[] | undefined {
  const keys = list.filter((_, index) => index % 2 === 0).map(token => literal(token, values));
  const separated = list.every((_, index) => index % 2 === 0 || isSign(list, index, ','));
  return separated && keys.every(key => key !== undefined) ? keys : undefined;
}

// One row must have one key text, so `01` and `1.0` are not taken for keys at all.
function literal({ kind, value }: Token, values: readonly unknown[]): string | undefined {
  if (kind === 'number') return /^(?:0|-?[1-9]\d*)$/.test(value) ? value : undefined;
  if (kind === 'text') return value === '' || /^[0+-]\d/.test(value) ? undefined : value.toLowerCase();
  if (kind !== 'parameter') return undefined;
  const bound = values[Number(value) - 1];
  if (typeof bound === 'string' && bound !== '') return bound.toLowerCase();
  return typeof bound === 'number' || typeof bound === 'bigint' ? String(bound) : undefined;
}
