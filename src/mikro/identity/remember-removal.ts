import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { levelOf } from '../state/level.ts';
import { rememberFor } from '../state/remember.ts';
import { relatedObjects } from './related-objects.ts';

/** Remembers `object` and what its relations lead to, which MikroORM changes when it is to be removed. */
export function rememberRelated(em: EntityManager, object: object): void {
  if (!levelOf(em)) return;
  rememberFor(em, object);
  const { __meta: meta, __data: data } = helper(object);
  for (const { name } of meta.bidirectionalRelations)
    for (const target of relatedObjects(data[name])) rememberFor(em, target);
}
