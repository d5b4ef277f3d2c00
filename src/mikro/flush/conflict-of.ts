import { type EntityManager, helper, Utils } from '@mikro-orm/postgresql';
import { type Conflict, type FieldConflict } from '../../errors/conflict-error.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { fieldOf } from '../merge/field-of.ts';
import { fromText, keyOf, valueOf } from '../merge/snapshot-values.ts';
import { quietly } from '../state/quietly.ts';

/** What is to be said of an object whose row is `theirs` now, in the form of a snapshot, or gone when that is null. */
export function conflictOf(em: EntityManager, object: object, theirs: Data | null): Conflict {
  const { __meta: meta, __originalEntityData: base = {} } = helper(object);
  const stored = theirs && objectOf(em, meta, theirs);
  return {
    entity: object,
    entityName: meta.className,
    key: keyOf(meta, base),
    kind: stored ? 'changed' : 'deleted',
    fields: fieldsOf(em, { meta, base, object, stored }),
  };
}

interface Sides {
  readonly meta: Meta;
  readonly base: Data;
  readonly object: object;
  readonly stored: object | null;
}

function fieldsOf(em: EntityManager, { meta, base, object, stored }: Sides): Record<string, FieldConflict> {
  const comparator = em.getComparator();
  const mine = quietly(() => comparator.prepareEntity(object) as Data);
  const theirs = stored && ({ ...base, ...comparator.prepareEntity(stored) } as Data);
  const edited = Object.keys(comparator.diffEntities(meta.class, base, mine));
  const changed = theirs ? Object.keys(comparator.diffEntities(meta.class, base, theirs)) : [];
  const clashing = edited.filter(
    name => !theirs || (changed.includes(name) && !Utils.equals(mine[name], theirs[name])),
  );

  const loaded = objectOf(em, meta, base);
  const named = (names: readonly string[]) => names.map(name => fieldOf(meta, name));
  const clashes = new Set(named(clashing));
  const names = new Set(named([...edited, ...changed]));
  return Object.fromEntries(
    [...names].map(name => [
      name,
      {
        base: valueOf(loaded, name),
        mine: valueOf(object, name),
        theirs: stored ? valueOf(stored, name) : undefined,
        clashes: clashes.has(name),
      },
    ]),
  );
}

/** An object of no unit that has the values of a snapshot. */
function objectOf(em: EntityManager, meta: Meta, snapshot: Data): object {
  const row = Object.fromEntries(
    Object.entries(snapshot).map(([name, value]) => [name, fromText(meta.properties[name], value)]),
  );
  const factory = em.fork({ disableContextResolution: true } as never).getEntityFactory();
  return factory.create(meta.class, row, { merge: true, convertCustomTypes: true }) as object;
}
