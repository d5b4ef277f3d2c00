import { type EntityManager, Utils } from '@mikro-orm/postgresql';
import { type ChangeSet, type Data, type Meta, type WriteOptions } from '../parts/internals.ts';
import { baseKeyOf, withBase } from './base-of-change.ts';

/** The rows that are stored now for the objects of `changeSets`, with one query per class. */
export async function storedRows(
  em: EntityManager,
  changeSets: readonly ChangeSet[],
  options: WriteOptions,
): Promise<Map<object, Data>> {
  const rows = new Map<object, Data>();
  const classes = Map.groupBy(changeSets, ({ meta, schema }) => `${meta.root.uniqueName} ${schema ?? ''}`);
  for (const changed of classes.values()) {
    const [{ meta, schema }] = changed as [ChangeSet];
    const found = await findRows(em, meta, changed, { ...options, ...(schema && { schema }) });
    for (const changeSet of changed) {
      const row = found.get(hashOf(baseKeyOf(changeSet)));
      if (row) rows.set(changeSet.entity, row);
    }
  }
  return rows;
}

async function findRows(
  em: EntityManager,
  { root }: Meta,
  changeSets: readonly ChangeSet[],
  options: WriteOptions,
): Promise<Map<string, Data>> {
  const where = {
    [Utils.getPrimaryKeyHash(root.primaryKeys)]: {
      $in: changeSets.map(changeSet => withBase(changeSet).getPrimaryKey()),
    },
  };
  const rows: Data[] = await em.getDriver().find(root.class, where, {
    ...options,
    connectionType: 'write',
    fields: undefined,
    orderBy: {},
  } as never);
  return new Map(rows.map(row => [hashOf(root.primaryKeys.map(name => row[name])), row]));
}

function hashOf(key: readonly unknown[]): string {
  return Utils.flatten(key as unknown[][], true).join('\0');
}
