import { type EntityMetadata, type EntityProperty, type MetadataStorage } from '@mikro-orm/postgresql';
import { RelationTypeError } from '../errors/boot-errors.ts';

/**
 * Throws RelationTypeError for a relation that is declared as a bare class although that class leads back.
 *
 * TypeScript writes the declared class into the decorator metadata as a value. Two entity files that
 * import each other then need each other's class while they load, and whichever loads first fails.
 * A test runner that turns imports into property reads hides it until the code is built.
 */
export function requireLazyRelations(metadata: MetadataStorage): void {
  for (const meta of metadata) {
    for (const relation of meta.relations) {
      const target = relation.targetMeta;
      if (!target || !isDeclaredAsClass(meta, relation, target)) continue;
      if (isElsewhere(meta, target) && leadsTo(target, meta))
        throw new RelationTypeError(meta.className, relation.name, target.className);
    }
  }
}

/** Whether `emitDecoratorMetadata` recorded the target's own class as the type of the property. */
function isDeclaredAsClass(meta: EntityMetadata, relation: EntityProperty, target: EntityMetadata): boolean {
  // Only there when reflect-metadata is loaded, which is when the trap exists.
  const { getMetadata } = Reflect as {
    getMetadata?: (key: string, prototype: object, property: string) => unknown;
  };
  return getMetadata?.('design:type', meta.class.prototype, relation.name) === target.class;
}

function isElsewhere(meta: EntityMetadata, target: EntityMetadata): boolean {
  return meta.class !== target.class && !(meta.path && meta.path === target.path);
}

/** Compares classes, because discovery leaves more than one metadata object for a class behind. */
function leadsTo(from: EntityMetadata, goal: EntityMetadata, seen = new Set<unknown>()): boolean {
  if (from.class === goal.class) return true;
  if (seen.has(from.class)) return false;
  seen.add(from.class);
  return from.relations.some(relation => relation.targetMeta && leadsTo(relation.targetMeta, goal, seen));
}
