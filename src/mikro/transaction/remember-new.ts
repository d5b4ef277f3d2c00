import { helper, Reference, Utils } from '@mikro-orm/postgresql';
import { type Level } from '../state/level.ts';
import { quietly } from '../state/quietly.ts';

/** Remembers the new objects that a flush would find by way of `known`: the application writes to these without anybody hearing of it. */
export function rememberNew(level: Level, known: Iterable<object>): void {
  const found = new Set<object>();
  quietly(() => {
    for (const object of known) visit(level, object, found);
  });
}

function visit(level: Level, object: object, found: Set<object>): void {
  if (found.has(object)) return;
  found.add(object);
  if (isNew(object)) level.remember(object);
  for (const { name } of helper(object).__meta.relations)
    for (const target of targetsOf(Reflect.get(object, name))) if (isNew(target)) visit(level, target, found);
}

function targetsOf(relation: unknown): readonly object[] {
  if (Utils.isCollection<object>(relation)) return relation.getItems(false);
  return Utils.isEntity<object>(relation, true) ? [Reference.unwrapReference(relation)] : [];
}

function isNew(object: object): boolean {
  const { __managed: managed, __originalEntityData: base } = helper(object);
  return !managed && !base;
}
