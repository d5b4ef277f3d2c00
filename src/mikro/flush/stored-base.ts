import { Collection, helper, ReferenceKind } from '@mikro-orm/postgresql';
import { rekey } from '../identity/rekey.ts';
import { type ChangeSet, type Data, type Meta } from '../parts/internals.ts';
import { type UnitOfWork } from '../parts/unit-of-work.ts';
import { dropTheirs } from '../state/base.ts';
import { quietly } from '../state/quietly.ts';
import { flushOf } from './flush-run.ts';

/** Makes what a change stored the base of its object; not memory, which may have been edited while the statement ran. */
export function moveBase(uow: UnitOfWork, { entity, meta, payload }: ChangeSet): void {
  const wrapped = helper(entity as object);
  const before = uow.getIdentityMap() as unknown as { getPkHash(object: object): string };
  const hash = before.getPkHash(entity);
  wrapped.__originalEntityData = { ...wrapped.__originalEntityData, ...payload } as never;
  dropTheirs(entity);
  if (meta.primaryKeys.some(name => name in payload))
    flushOf(uow).afterwards(() => rekey(uow.em, entity, hash));
  if (!wrapped.__initialized) initialize(entity, meta);
}

/** A new object of a joined hierarchy is stored table by table, and MikroORM takes its base from memory. */
export function moveBaseOfNew({ entity, meta, payload }: ChangeSet, before: Data | undefined): void {
  if (meta.inheritanceType !== 'tpt') return;
  helper(entity as object).__originalEntityData = { ...before, ...payload } as never;
}

/** A reference that was written to counts as loaded from then on, as in MikroORM. */
function initialize(object: object, meta: Meta): void {
  for (const { kind, name } of meta.relations) {
    const toMany = kind === ReferenceKind.ONE_TO_MANY || kind === ReferenceKind.MANY_TO_MANY;
    if (toMany && quietly(() => Reflect.get(object, name)) == null)
      Collection.create(object, name as never, undefined, false);
  }
  helper(object).__initialized = true;
}
