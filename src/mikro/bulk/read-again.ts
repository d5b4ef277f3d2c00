import { type EntityManager, helper, ReferenceKind, Utils } from '@mikro-orm/postgresql';
import { keyColumns } from '../flush/base-of-change.ts';
import { readRowsOf } from '../lock/rows-of.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { leaveAllUnlessEdited } from '../reads/leave-when-gone.ts';
import { runUnflushed } from '../reads/unflushed-query.ts';
import { rememberFor } from '../state/remember.ts';
import { type BulkWrite } from './bulk-write.ts';
import { loadedRows } from './loaded-rows.ts';

/** Whether a statement does not say by itself what has become of the rows that are loaded: they are in several tables, or get other keys. */
export function isUntold({ meta, columns }: BulkWrite): boolean {
  return meta.inheritanceType === 'tpt' || keyColumns(meta).some(name => columns?.has(name));
}

/** Reads again what is loaded of the table of `meta`. */
export async function readAgain(em: EntityManager, meta: Meta, schema?: string): Promise<readonly object[]> {
  const { objects } = loadedRows(em, meta, schema);
  if (objects.length === 0) return [];
  for (const object of objects) rememberFor(em, object);
  const read = await runUnflushed(em, () => readRowsOf(em, objects, {}));
  leaveAllUnlessEdited(
    em,
    objects.filter(object => !read.has(object)),
  );
  return objects;
}

/** Reads again the loaded collections whose members the rows of `pivot` are. */
export async function readMembersAgain(em: EntityManager, pivot: Meta): Promise<void> {
  for (const meta of em.getMetadata())
    for (const { kind, name, pivotEntity } of meta.root === meta ? meta.relations : [])
      if (kind === ReferenceKind.MANY_TO_MANY && pivotEntity === pivot.class)
        await readCollections(em, meta, name);
}

async function readCollections(em: EntityManager, meta: Meta, name: string): Promise<void> {
  const owners = loadedRows(em, meta).objects.filter(object => {
    const value: unknown = (helper(object).__data as Data)[name];
    return Utils.isCollection(value) && value.isInitialized();
  });
  if (owners.length === 0) return;
  for (const owner of owners) rememberFor(em, owner);
  await runUnflushed(em, () => em.populate(owners as never[], [name] as never, { refresh: true } as never));
}
