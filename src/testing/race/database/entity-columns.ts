import type { MetadataStorage } from '@mikro-orm/postgresql';
import type { Catalog, TableFacts } from './catalog.ts';
import type { ColumnOf } from '../outcome/new-keys.ts';

interface StoredProperty {
  readonly name: string;
  readonly fieldNames?: readonly string[];
}

/** What the ORM knows about how entities are stored. */
export class EntityColumns {
  readonly #metadata: MetadataStorage;
  readonly #catalog: Catalog;

  constructor(metadata: MetadataStorage, catalog: Catalog) {
    this.#metadata = metadata;
    this.#catalog = catalog;
  }

  /** The columns of `table` that `ignore` names by entity or table, property or column. */
  ignored(ignore: Readonly<Record<string, readonly string[]>>, table: TableFacts): Set<string> {
    const named = [table.name, table.bareName].flatMap(name => ignore[name] ?? []);
    const ofEntities = [...this.#metadata.getAll().values()]
      .filter(({ tableName }) => tableName === table.bareName)
      .flatMap(({ className, properties }) => columnsOf(properties, ignore[className] ?? []));
    return new Set([...named, ...ofEntities]);
  }

  /** Where the property `key` of `owner` is stored, when `owner` is an entity. */
  columnOf(owner: unknown, key: string): ColumnOf | undefined {
    if (typeof owner !== 'object' || owner === null) return undefined;
    const entity = [...this.#metadata.getAll().values()].find(meta => meta.class === owner.constructor);
    const [table] = entity ? this.#catalog.named(entity.tableName) : [];
    if (!entity || !table) return undefined;
    const properties: Readonly<Record<string, StoredProperty | undefined>> = entity.properties;
    const [column = key] = properties[key]?.fieldNames ?? [];
    return { table, column };
  }
}

function columnsOf(properties: Readonly<Record<string, StoredProperty>>, named: readonly string[]): string[] {
  const stored = Object.values(properties).filter(({ name }) => named.includes(name));
  return [...named, ...stored.flatMap(({ fieldNames = [] }) => fieldNames)];
}
