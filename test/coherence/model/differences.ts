import { type Collection, helper, Reference, ReferenceKind, Utils } from '@mikro-orm/core';
import { type EntityManager } from '../../../src/index.ts';
import type { Stored, Table, Truth } from './stored.ts';

/** Where the unit's objects and collections are not what is stored, as sentences. */
export function differences(em: EntityManager, { tables }: Truth): string[] {
  const found: string[] = [];
  for (const object of em.getUnitOfWork().getIdentityMap()) {
    if (!helper(object).__initialized) continue;
    found.push(...new Look(em, object, tables).differences());
  }
  return found;
}

class Look {
  readonly #name: string;
  readonly #row: Stored | undefined;

  constructor(
    readonly em: EntityManager,
    readonly object: object,
    readonly tables: Truth['tables'],
  ) {
    this.#name = nameOf(object);
    const { __meta: meta } = helper(object);
    this.#row = tables[meta.tableName as Table].find(row =>
      meta.primaryKeys.every(
        key => row[meta.properties[key as never]['fieldNames'][0]!] === keyOf(object, key),
      ),
    );
  }

  *differences(): Generator<string> {
    const row = this.#row;
    if (!row) {
      yield `${this.#name} is loaded, and its row is gone`;
      return;
    }
    for (const prop of helper(this.object).__meta.relations.concat(scalarsOf(this.object))) {
      const value: unknown = Reflect.get(helper(this.object).__data, prop.name);
      if (value === undefined) continue;
      const what = `${this.#name}.${String(prop.name)}`;
      if (Utils.isCollection(value)) yield* this.#collection(what, value as Collection<object>, prop.name);
      else if (prop.kind === ReferenceKind.SCALAR) yield* differ(what, value, row[prop.fieldNames[0]!]);
      else if (prop.kind === ReferenceKind.ONE_TO_ONE && !prop.owner)
        yield* differ(what, key(value), this.#members(prop.name)[0] ?? null);
      else yield* differ(what, key(value), row[prop.fieldNames[0]!]);
      if (Utils.isEntity<object>(value, true)) yield* this.#oneObject(what, Reference.unwrapReference(value));
    }
  }

  *#collection(what: string, collection: Collection<object>, name: string): Generator<string> {
    if (!collection.isInitialized()) return;
    if (collection.isDirty()) yield `${what} says that it is changed`;
    const items = collection.getItems(false);
    yield* differ(what, sorted(items.map(key)), sorted(this.#members(name)));
    for (const item of items) yield* this.#oneObject(what, item);
  }

  /** Whether what is related is the unit's object of its row. */
  *#oneObject(what: string, related: object): Generator<string> {
    const { __meta: meta } = helper(related);
    const known = this.em.getUnitOfWork().getById(meta.class, key(related) as never);
    if (known !== related) yield `${what} has an object for ${nameOf(related)} that is not the unit's`;
  }

  /** The keys of the rows that are related to this one by another table. */
  #members(name: string): readonly unknown[] {
    const id = this.#row?.['id'];
    const { tables } = this;
    const where = (table: Table, column: string, gives: string) =>
      tables[table].filter(row => row[column] === id).map(row => row[gives]);
    const tagged = this.#name.startsWith('Tag');
    switch (name) {
      case 'notes':
        return where('note', 'book_id', 'id');
      case 'cover':
        return where('cover', 'book_id', 'id');
      case 'tags':
        return where('book_tags', 'book_id', 'tag_id');
      case 'readers':
        return where('loan', 'book_id', 'reader_id');
      case 'books':
        if (tagged) return where('book_tags', 'tag_id', 'book_id');
        return this.#name.startsWith('Reader')
          ? where('loan', 'reader_id', 'book_id')
          : where('book', 'shelf_id', 'id');
      default:
        throw new Error(`Nobody knows the members of ${name}.`);
    }
  }
}

function scalarsOf(object: object) {
  return helper(object).__meta.props.filter(({ kind }) => kind === ReferenceKind.SCALAR);
}

function sorted(keys: readonly unknown[]): string[] {
  return keys.map(String).toSorted((left, right) => left.localeCompare(right));
}

function* differ(what: string, memory: unknown, stored: unknown): Generator<string> {
  const [mine, theirs] = [JSON.stringify(memory ?? null), JSON.stringify(stored ?? null)];
  if (mine !== theirs) yield `${what} is ${mine} in memory and ${theirs} in the database`;
}

function keyOf(object: object, name: string): unknown {
  return key(Reflect.get(helper(object).__data, name));
}

/** The key of an object; what is no object is itself. */
export function key(value: unknown): unknown {
  if (!Utils.isEntity<object>(value, true)) return value;
  return helper(Reference.unwrapReference(value)).getPrimaryKey();
}

function nameOf(object: object): string {
  return `${helper(object).__meta.className}#${JSON.stringify(key(object))}`;
}
