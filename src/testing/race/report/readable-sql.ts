const COLUMNS_SHOWN = 3;

/** `sql` as a person would have written it: bare names, no alias where none is needed, long column lists cut. */
export function readableSql(sql: string): string {
  const [, remark] = /^\s*-- (.*)$/.exec(sql) ?? [];
  if (remark !== undefined) return `— ${remark}`;
  const literals: string[] = [];
  const bare = sql
    .replaceAll(/'(?:[^']|'')*'/g, literal => `\0${literals.push(literal) - 1}\0`)
    .replaceAll(/"(\w+)"/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return cutColumns(withoutAliases(bare)).replaceAll(
    /\0(\d+)\0/g,
    (_, index) => literals[Number(index)] ?? '',
  );
}

function withoutAliases(sql: string): string {
  const aliases = [...sql.matchAll(/\b(?:from|join|update|into) (?:only )?([\w.]+) as (\w+)\b/gi)];
  const tables = new Set(aliases.map(([, table]) => table));
  // A table that is joined with itself is told apart by its aliases alone.
  if (tables.size < aliases.length) return sql;

  return aliases.reduce((text, [, table = '', alias = '']) => {
    const prefix = aliases.length === 1 ? '' : `${table}.`;
    return text
      .replaceAll(new RegExp(`\\b${alias}\\.`, 'g'), prefix)
      .replace(new RegExp(`\\b${escaped(table)} as ${alias}\\b`, 'i'), table);
  }, sql);
}

function escaped(name: string): string {
  return name.replaceAll('.', String.raw`\.`);
}

function cutColumns(sql: string): string {
  const select = /^(select (?:distinct )?)(.+?)( from .*)$/is.exec(sql);
  if (select) return `${select[1]}${firstOf(select[2] ?? '')}${select[3]}`;
  const returning = /^(.* returning )([^()]+)$/is.exec(sql);
  return returning ? `${returning[1]}${firstOf(returning[2] ?? '')}` : sql;
}

function firstOf(list: string): string {
  const columns = list.split(/,(?![^(]*\))/).map(column => column.trim());
  if (columns.length <= COLUMNS_SHOWN + 1) return columns.join(', ');
  return `${columns.slice(0, COLUMNS_SHOWN).join(', ')}, …`;
}
