import { type EntityManager, QueryHelper, ReferenceKind, Utils } from '@mikro-orm/postgresql';
import { UndecidableConditionError } from '../../errors/live-set-errors.ts';
import { type Data, type Meta } from '../parts/internals.ts';

/** The condition of a query as MikroORM's processing leaves it, with that of the filters: database values, and keys for objects. */
export async function resolveWhere(
  em: EntityManager,
  meta: Meta,
  where: unknown,
  filters: unknown,
): Promise<Data> {
  await requireUnfilteredRelations(em, meta, filters);
  const processed: unknown = QueryHelper.processWhere({
    where: copyCondition(where),
    entityName: meta.class,
    metadata: em.getMetadata(),
    platform: em.getPlatform(),
    aliased: true,
  } as never);
  const filtered: unknown = await em.applyFilters(
    meta.class,
    processed as never,
    (filters ?? {}) as never,
    'read',
    {} as never,
  );
  return (filtered ?? {}) as Data;
}

/** A condition whose objects and lists are its own: MikroORM changes those that it is given. */
export function copyCondition<T>(where: T): T {
  if (Array.isArray(where)) return where.map(copyCondition) as T;
  if (!Utils.isPlainObject<Data>(where)) return where;
  return Object.fromEntries(
    Reflect.ownKeys(where).map(key => [key, copyCondition(where[key as string])]),
  ) as T;
}

/** A filter of a related class lets rows go whose related row it hides. */
async function requireUnfilteredRelations(em: EntityManager, meta: Meta, filters: unknown): Promise<void> {
  if (filters === false || !em.config.get('autoJoinRefsForFilters')) return;
  for (const prop of meta.relations) {
    if (prop.kind !== ReferenceKind.MANY_TO_ONE && prop.kind !== ReferenceKind.ONE_TO_ONE) continue;
    const active = QueryHelper.mergePropertyFilters(prop.filters as never, filters as never);
    for (const target of prop.polymorphTargets ?? [prop.targetMeta as Meta]) {
      const hides: unknown = await em.applyFilters(
        target.class,
        {},
        (active ?? {}) as never,
        'read',
        {} as never,
      );
      if (!Utils.isEmpty(hides))
        throw new UndecidableConditionError(
          meta.className,
          `a filter of ${target.className}`,
          `it hides rows by their ${prop.name}; without filters, ask with { filters: false }`,
        );
    }
  }
}
