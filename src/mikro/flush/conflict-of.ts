import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { type Conflict, type FieldConflict } from '../../errors/conflict-error.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { fieldOf } from '../merge/field-of.ts';
import { fromText, keyOf, valueOf } from '../merge/snapshot-values.ts';
import { threeWay, type ThreeWay } from '../merge/three-way.ts';
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
  const edits = Object.keys(comparator.diffEntities(meta.class, base, mine));
  const { edited, changed, clashing } = theirs
    ? threeWay(em, meta, { base, mine, theirs, edited: edits })
    : deleted(meta, edits);

  const loaded = objectOf(em, meta, base);
  return Object.fromEntries(
    [...edited, ...changed].map(name => [
      name,
      {
        base: valueOf(loaded, name),
        mine: valueOf(object, name),
        theirs: stored ? valueOf(stored, name) : undefined,
        clashes: clashing.has(name),
      },
    ]),
  );
}

/** A deletion clashes with whatever is edited. */
function deleted(meta: Meta, edits: readonly string[]): ThreeWay {
  const edited = new Set(edits.map(name => fieldOf(meta, name)));
  return { edited, changed: new Set(), clashing: edited };
}

/** An object of no unit that has the values of a snapshot. */
function objectOf(em: EntityManager, meta: Meta, snapshot: Data): object {
  const row = Object.fromEntries(
    Object.entries(snapshot).map(([name, value]) => [name, fromText(meta.properties[name], value)]),
  );
  const factory = em.fork({ disableContextResolution: true } as never).getEntityFactory();
  return factory.create(meta.class, row, { merge: true, convertCustomTypes: true }) as object;
}
