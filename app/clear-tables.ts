import { type MikroORM } from '../src/index.ts';

/** Drops the box office's tables, if its migrations made them; everything else is left alone. */
export async function clearTables(orm: MikroORM): Promise<void> {
  const own = new Set(orm.config.get('migrations').migrationsList?.map(migration => migration.name));
  const executed = await orm.migrator.getExecuted();
  const ours = executed.filter(({ name }) => own.has(name));
  if (ours.length === 0) return;

  await orm.schema.drop();
  // Other applications may keep the list of their migrations in the same table.
  for (const { name } of ours) await orm.migrator.unlogMigration(name);
}

/** The tables that would be dropped. */
export function ownTables(orm: MikroORM): string[] {
  return [...orm.getMetadata().getAll().values()].map(entity => entity.tableName).toSorted();
}
