import type { EntityManager } from '@mikro-orm/postgresql';
import type { World } from './world.ts';

/** Something that applications do all day, to count the statements that it sends. */
export interface CommonPath {
  readonly title: string;
  /** Does what comes before, and returns what is counted. */
  readonly prepare: (world: World, em: EntityManager) => Promise<() => Promise<unknown>>;
  /** Why Selfsame sends more statements here than MikroORM, and how many more. */
  readonly dearer?: { readonly by: number; readonly because: string };
}

export function path(
  title: string,
  prepare: CommonPath['prepare'],
  dearer?: CommonPath['dearer'],
): CommonPath {
  return dearer ? { title, prepare, dearer } : { title, prepare };
}
