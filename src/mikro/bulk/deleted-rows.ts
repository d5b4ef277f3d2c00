import { type PostgreSqlDriver } from '@mikro-orm/postgresql';
import { keyColumns } from '../flush/base-of-change.ts';
import { tableOf } from '../flush/driver-access.ts';
import { getByKeyValue } from '../identity/get-by-key-value.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { type BulkWrite, type Enclosed } from './bulk-write.ts';
import { type ForeignKey, foreignKeysTo } from './foreign-keys.ts';
import { keysOf, loadedAmong, type LoadedRows, namesKeys } from './loaded-rows.ts';
import { type Gone, reachOf, type Reach } from './reach.ts';
import { type Reached, takeDeleted } from './take-deleted.ts';
import { withoutOurs } from './written-rows.ts';

/**
 * A deletion that tells which loaded objects it reaches, itself or by foreign keys that cascade or are set to something else. What it
 * reaches is looked up in the snapshot that the statement began with, where nothing is deleted yet:
 *
 *     with recursive "deleted" as (delete from "show" where … returning "show"."id" as "~0"),
 *     "gone0" ("id") as (select "~0" from "deleted"),
 *     "loaded0" ("k0", "n") as (select * from unnest('{7}'::int[]) with ordinality),
 *     "loaded1" ("k0", "n") as (select * from unnest('{1,2}'::int[]) with ordinality),
 *     "hit" ("~c", "~n", "~v") as (
 *       select 0, "l"."n", null::json from "loaded0" as "l" join "gone0" as "g" on "l"."k0" = "g"."id" union all
 *       select 1, "l"."n", null from "loaded1" as "l" join "seat" as "t" on "t"."id" = "l"."k0" join "gone0" as "g" on …)
 *     select "n"."~count", "h".* from (select count(*) as "~count" from "deleted") as "n" left join "hit" as "h" on true
 */
export function deletedRows(write: BulkWrite): Enclosed | undefined {
  const { em, meta, schema } = write;
  const reach = reachOf(em, meta, schema);
  const loaded = new Map(reach.loaded).set(meta.root, ownRows(write, reach));
  if ([...loaded.values()].every(({ objects }) => objects.length === 0)) return undefined;

  const own = loaded.get(meta.root) as LoadedRows;
  const reachesOthers = reach.gone.some(({ onward }) => onward.length > 0) || reach.circles.size > 0;
  if (!reachesOthers && namesKeys(meta, write.condition)) return plainDeletion(write, own);

  const statement = new Deletion(write, { ...reach, loaded });
  return {
    returning: statement.returning,
    enclose: sql => statement.enclose(sql),
    answered: answer => {
      const hits = answer.flatMap(row => statement.reached(row) ?? []);
      const given = answer.filter(row => !('~c' in row) || row['~c'] === null);
      return {
        count: write.countOnly ? Number(answer[0]?.['~count']) : given.length,
        rows: write.countOnly ? [] : given.map(withoutOurs),
        circles: reach.circles,
        settle: () => takeDeleted(em, hits),
      };
    },
  };
}

/** A deletion of rows that are named by their keys, and that takes nothing along that is loaded: they say themselves which they are. */
function plainDeletion(write: BulkWrite, { meta }: LoadedRows): Enclosed {
  const { em, schema } = write;
  const quote = (name: string) => em.getPlatform().quoteIdentifier(name);
  const keyOf = (row: Data) => keyColumns(meta).map((_, at) => row[`~${at}`] as unknown);
  return {
    returning: keyColumns(meta)
      .map((name, at) => `${write.alias}.${quote(name)} as "~${at}"`)
      .join(', '),
    enclose: statement => statement,
    answered: answer => ({
      count: answer.length,
      rows: write.countOnly ? [] : answer.map(withoutOurs),
      settle: () => {
        const found = answer.map(row =>
          getByKeyValue(em, meta.class, keyOf(row)[0], { schema, convertCustomTypes: true }),
        );
        return takeDeleted(
          em,
          found.flatMap(object => (object ? [{ object }] : [])),
        );
      },
    }),
  };
}

/** Where rows of the class refer to each other more of them go than the condition is true of. */
function ownRows({ em, meta, condition, schema }: BulkWrite, { loaded }: Reach): LoadedRows {
  const all = loaded.get(meta.root) ?? { meta: meta.root, objects: [], keys: [] };
  const refersToItself = foreignKeysTo(em, meta).some(key => key.meta.root === meta.root);
  return refersToItself ? all : loadedAmong(em, meta, condition, schema);
}

/** What happens to the loaded objects of a class by one foreign key, or by the statement itself. */
interface Effect {
  readonly rows: LoadedRows;
  readonly key: ForeignKey | undefined;
  readonly sql: string;
}

/** The text of one deletion, and what its answer means. */
class Deletion {
  readonly #write: BulkWrite;
  readonly #reach: Reach;
  readonly #columns: readonly string[];
  readonly #effects: readonly Effect[];
  readonly #loaded: readonly LoadedRows[];

  constructor(write: BulkWrite, reach: Reach) {
    this.#write = write;
    this.#reach = reach;
    this.#columns = columnsOf(reach.gone[0] as Gone);
    this.#loaded = [...reach.loaded.values()].filter(({ objects }) => objects.length > 0);
    this.#effects = [...this.#own(), ...reach.gone.flatMap(gone => this.#onward(gone))];
  }

  get returning(): string {
    return this.#columns
      .map((name, at) => `${this.#write.alias}.${this.#quote(name)} as "~${at}"`)
      .join(', ');
  }

  enclose(statement: string): string {
    const parts = [
      `"deleted" as (${statement})`,
      ...this.#reach.gone.map((gone, at) => this.#goneRows(gone, at)),
      ...this.#loaded.map((rows, at) => this.#loadedKeys(rows, at)),
      `"hit" ("~c", "~n", "~v") as (${this.#effects.map(({ sql }) => sql).join(' union all ')})`,
    ];
    const answer = this.#write.countOnly
      ? `select "n"."~count", "h".* from (select count(*) as "~count" from "deleted") as "n" left join "hit" as "h" on true`
      : `select "d".*, "h".* from "deleted" as "d" full join "hit" as "h" on false`;
    return `with recursive ${parts.join(', ')} ${answer}`;
  }

  /** What a row of the answer says about a loaded object. */
  reached(row: Data): Reached | undefined {
    const effect = this.#effects[row['~c'] as number];
    const object = effect?.rows.objects[Number(row['~n']) - 1];
    if (!effect || !object) return undefined;
    const { key } = effect;
    const isGone = !key || key.rule === 'cascade';
    return isGone ? { object } : { object, prop: key.prop, value: row['~v'] as unknown };
  }

  #own(): Effect[] {
    const rows = this.#reach.loaded.get(this.#write.meta.root);
    const index = rows ? this.#loaded.indexOf(rows) : -1;
    if (!rows || index < 0) return [];
    const keys = keyColumns(rows.meta);
    const on = keys.map((name, at) => `"l"."k${at}" = "g".${this.#quote(name)}`);
    return [
      {
        rows,
        key: undefined,
        sql: `select 0, "l"."n", null::json from "loaded${index}" as "l" join "gone0" as "g" on ${on.join(' and ')}`,
      },
    ];
  }

  #onward(gone: Gone): Effect[] {
    const start = this.#own().length;
    const before = this.#reach.gone.slice(0, this.#reach.gone.indexOf(gone)).flatMap(({ onward }) => onward);
    const direct = (keys: readonly ForeignKey[]) => keys.filter(key => this.#rowsOf(key.meta));
    const first = start + direct(before).length;
    return direct(gone.onward).map((key, at) => this.#effect(gone, key, first + at));
  }

  #effect(gone: Gone, key: ForeignKey, number: number): Effect {
    const rows = this.#rowsOf(key.meta) as LoadedRows;
    const keys = keyColumns(rows.meta).map((name, at) => `"t".${this.#quote(name)} = "l"."k${at}"`);
    const value = key.rule === 'set default' ? `to_json(${key.prop.defaultRaw ?? 'null::text'})` : 'null';
    return {
      rows,
      key,
      sql:
        `select ${number}, "l"."n", ${value} from "loaded${this.#loaded.indexOf(rows)}" as "l" ` +
        `join ${this.#table(key.meta)} as "t" on ${keys.join(' and ')} ` +
        `join "gone${this.#reach.gone.indexOf(gone)}" as "g" on ${this.#refers(key)}`,
    };
  }

  #rowsOf(meta: Meta): LoadedRows | undefined {
    return this.#loaded.find(rows => rows.meta === meta.root);
  }

  /** The columns of the rows that go by which others refer to them. */
  #goneRows(gone: Gone, at: number): string {
    const columns = columnsOf(gone);
    const base =
      at === 0 ? [`select ${columns.map((_, index) => `"~${index}"`).join(', ')} from "deleted"`] : [];
    const again = gone.by.filter(isWithinOneTable);
    const others = gone.by.filter(key => !isWithinOneTable(key));
    const start = [...base, ...others.map(key => this.#taken(gone, key))].join(' union ');
    const rest = again.length === 0 ? '' : ` union ${this.#recursive(gone, again, at)}`;
    const listed = columns.map(name => this.#quote(name)).join(', ');
    return `"gone${at}" (${listed}) as (${again.length === 0 ? start : `(${start})`}${rest})`;
  }

  #taken(gone: Gone, key: ForeignKey): string {
    const from = this.#reach.gone.findIndex(({ meta }) => meta.root === key.prop.targetMeta?.root);
    const columns = columnsOf(gone).map(name => `"t".${this.#quote(name)}`);
    return `select ${columns.join(', ')} from ${this.#table(key.meta)} as "t" join "gone${from}" as "g" on ${this.#refers(key)}`;
  }

  #recursive(gone: Gone, keys: readonly ForeignKey[], at: number): string {
    const columns = columnsOf(gone).map(name => `"t".${this.#quote(name)}`);
    const on = keys.map(key => `(${this.#refers(key)})`).join(' or ');
    return `select ${columns.join(', ')} from ${this.#table(gone.meta)} as "t" join "gone${at}" as "g" on ${on}`;
  }

  #loadedKeys(rows: LoadedRows, at: number): string {
    const { arrays } = keysOf(this.#write.em, rows);
    const names = arrays.map((_, index) => `"k${index}"`);
    return `"loaded${at}" (${names.join(', ')}, "n") as (select * from unnest(${arrays.join(', ')}) with ordinality)`;
  }

  #refers({ prop }: ForeignKey): string {
    return prop.fieldNames
      .map(
        (name, at) =>
          `"t".${this.#quote(name)} = "g".${this.#quote(prop.referencedColumnNames[at] as string)}`,
      )
      .join(' and ');
  }

  #table(meta: Meta): string {
    const { em, schema } = this.#write;
    const options = { ...(schema !== undefined && { schema }) };
    return tableOf(em.getDriver() as PostgreSqlDriver, meta, options as never);
  }

  #quote(name: string): string {
    return this.#write.em.getPlatform().quoteIdentifier(name);
  }
}

function isWithinOneTable({ meta, prop }: ForeignKey): boolean {
  return meta.root === prop.targetMeta?.root;
}

/** The key of the rows, and what else others refer to. */
function columnsOf({ meta, onward, by }: Gone): readonly string[] {
  const referenced = [...onward, ...by.filter(isWithinOneTable)].flatMap(
    ({ prop }) => prop.referencedColumnNames,
  );
  return [...new Set([...keyColumns(meta), ...referenced])];
}
