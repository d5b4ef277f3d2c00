import { raw, Utils } from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';
import { versionColumn } from '../upsert/version-column.ts';

interface Quoting {
  quoteIdentifier(name: string): string;
}

type InsertData = Data | readonly Data[] | undefined;

/** A statement of the query builder, by column. */
export interface BuiltQuery {
  readonly type?: string;
  readonly platform: Quoting;
  readonly options: {
    readonly data?: InsertData;
    readonly onConflict?: { merge?: readonly string[] | Data };
  };
}

/** Makes a statement that changes rows of a versioned class count their versions up, whatever it was told to write there. */
export function growVersion(meta: Meta | undefined, { type, platform, options }: BuiltQuery): void {
  const column = meta && versionColumn(meta);
  if (!column) return;
  const quoted = platform.quoteIdentifier(column);
  const { data, onConflict } = options;
  if (type === 'UPDATE' && data) (data as Data)[column] = raw(`coalesce(${quoted}, 0) + 1`);
  if (!onConflict?.merge) return;

  const table = platform.quoteIdentifier(meta.tableName);
  const merged = assignmentsOf(onConflict.merge, data, platform);
  onConflict.merge = { ...merged, [column]: raw(`coalesce(${table}.${quoted}, 0) + 1`) };
}

/** What a merge assigns: what it was given, or what the insert has for its columns, which are all unless it names some. */
function assignmentsOf(merge: readonly string[] | Data, data: InsertData, platform: Quoting): Data {
  if (!isList(merge)) return merge;
  const columns = merge.length > 0 ? merge : Object.keys(Utils.asArray(data as Data)[0] ?? {});
  return Object.fromEntries(columns.map(name => [name, raw(`excluded.${platform.quoteIdentifier(name)}`)]));
}

function isList(merge: readonly string[] | Data): merge is readonly string[] {
  return Array.isArray(merge);
}
