import { type EntityManager, FlushMode } from '@mikro-orm/postgresql';

const chosen = new WeakMap<EntityManager, string>();

/** Remembers what was chosen by `em.setFlushMode`, which MikroORM keeps to itself. */
export function chooseFlushMode(em: EntityManager, mode: string | undefined): void {
  if (mode === undefined) chosen.delete(em);
  else chosen.set(em, mode);
}

/** When queries of `em` flush: as the query says, or the manager, or the configuration. */
export function flushModeOf(em: EntityManager, options: { readonly flushMode?: string } | undefined): string {
  return options?.flushMode ?? chosen.get(em) ?? em.config.get('flushMode') ?? FlushMode.AUTO;
}
