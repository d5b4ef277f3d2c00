import { helper } from '@mikro-orm/postgresql';
import { isNewObject } from '../identity/is-new-object.ts';
import { relatedObjects } from '../identity/related-objects.ts';
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
  if (isNewObject(object)) level.remember(object);
  for (const { name } of helper(object).__meta.relations)
    for (const target of relatedObjects(Reflect.get(object, name)))
      if (isNewObject(target)) visit(level, target, found);
}
