import {
  type EntityManager,
  type EntityProperty,
  equals,
  helper,
  PolymorphicRef,
  ReferenceKind,
} from '@mikro-orm/postgresql';
import { collectionOf } from '../members/collection-of.ts';
import { type Meta } from '../parts/internals.ts';
import { type NetRow } from './net-rows.ts';
import { identityOf, type RowIdentity } from './row-changes.ts';

/** What has come into one loaded collection, and what has gone from it. */
export interface NetCollection {
  readonly owner: RowIdentity;
  readonly property: string;
  readonly entered: readonly RowIdentity[];
  readonly left: readonly RowIdentity[];
}

interface Moves {
  readonly entered: Set<object>;
  readonly left: Set<object>;
}

/** The moves of each loaded collection, as the foreign keys of the items or the rows of the pivot table say it. */
export function netCollections(em: EntityManager, rows: readonly NetRow[]): readonly NetCollection[] {
  const moves = new Map<object, Map<string, Moves>>();
  const movesOf = (owner: object, property: string): Moves => {
    const own = moves.get(owner) ?? new Map<string, Moves>();
    const found = own.get(property) ?? { entered: new Set(), left: new Set() };
    moves.set(owner, own.set(property, found));
    return found;
  };
  const gone = new Set(rows.filter(({ after }) => !after).map(({ object }) => object));
  for (const row of rows) {
    followForeignKeys(em, row, movesOf);
    followMembers(row, gone, movesOf);
  }
  const identities = (objects: Iterable<object>) => Array.from(objects, object => identityOf(em, object));
  return [...moves].flatMap(([owner, own]) =>
    [...own]
      .filter(([, { entered, left }]) => entered.size + left.size > 0)
      .map(([property, { entered, left }]) => ({
        owner: identityOf(em, owner),
        property,
        entered: identities(entered),
        left: identities(left),
      })),
  );
}

type MovesOf = (owner: object, property: string) => Moves;

function followForeignKeys(em: EntityManager, row: NetRow, movesOf: MovesOf): void {
  const { object, before, after } = row;
  const meta: Meta = helper(object).__meta;
  for (const prop of meta.bidirectionalRelations) {
    if (prop.kind !== ReferenceKind.MANY_TO_ONE || !prop.inversedBy || prop.targetKey) continue;
    const [from, to]: unknown[] = [before?.values[prop.name], after?.values[prop.name]];
    // A key that was not known before may have been the same one.
    const unknown = before !== null && !(prop.name in before.values);
    if (unknown || equals(from ?? null, to ?? null)) continue;
    const [source, target] = [ownerOf(em, row, prop, from), ownerOf(em, row, prop, to)];
    if (source && !(isPartial(source, prop.inversedBy) && holds(source, prop.inversedBy, object)))
      movesOf(source, prop.inversedBy).left.add(object);
    if (target && (!isPartial(target, prop.inversedBy) || holds(target, prop.inversedBy, object)))
      movesOf(target, prop.inversedBy).entered.add(object);
  }
}

/** The object that the unit has for a foreign key, if its collection is loaded. */
function ownerOf(
  em: EntityManager,
  { object }: NetRow,
  prop: EntityProperty,
  key: unknown,
): object | undefined {
  if (key === null || key === undefined || key instanceof PolymorphicRef) return undefined;
  const { class: type } = prop.targetMeta as Meta;
  const schema = helper(object).__schema;
  const owner = em.getUnitOfWork(false).getById(type, key as never, schema, true) as object | undefined;
  return owner && collectionOf(owner, prop.inversedBy as string)?.isInitialized() ? owner : undefined;
}

function followMembers({ object, before, after }: NetRow, gone: ReadonlySet<object>, movesOf: MovesOf): void {
  if (!after) return;
  for (const [name, now] of after.members) {
    const known = before ? before.members.get(name) : [];
    if (!known) continue;
    const moves = movesOf(object, name);
    const stored = new Set(now.filter(item => !gone.has(item)));
    for (const item of stored.difference(new Set(known))) moves.entered.add(item);
    for (const item of new Set(known).difference(stored)) moves.left.add(item);
  }
}

/** Whether the collection was loaded with a condition, so that its items alone tell what is in it. */
function isPartial(owner: object, name: string): boolean {
  return collectionOf(owner, name)?.isPartial() ?? false;
}

function holds(owner: object, name: string, item: object): boolean {
  return collectionOf(owner, name)?.getItems(false).includes(item) ?? false;
}
