import { isRaw, type PostgreSqlDriver } from '@mikro-orm/postgresql';
import { sourceOf } from '../computed/bind-changes.ts';
import { type ChangeSetPersister } from '../parts/change-set-persister.ts';
import { type ChangeSet, type Data, type Meta, type WriteOptions } from '../parts/internals.ts';
import { quietly } from '../state/quietly.ts';
import { ownVersionOf } from './base-of-change.ts';
import { chunks } from './chunks.ts';
import { type Computed, computedAlike } from './computed-alike.ts';
import { flushOf } from './flush-run.ts';
import { hasFragments } from './has-fragments.ts';
import { inKeyOrder } from './in-key-order.ts';
import { isKnownConflict } from './known-conflict.ts';
import { isTouch } from './touched.ts';
import { updateRow } from './update-row.ts';
import { updateRows } from './update-rows.ts';

/** Writes the updates of one table: rows of plain values together, in chunks, those that the same is computed of likewise, and others one by one. */
export async function writeUpdates(
  persister: ChangeSetPersister,
  changeSets: readonly ChangeSet[],
  { batched, ...rest }: WriteOptions,
): Promise<void> {
  const [{ meta }] = changeSets as [ChangeSet];
  const { config } = persister.em;
  const options = persister.prepareOptions(meta, rest, { convertCustomTypes: false });
  const together = batched && config.get('useBatchUpdates', true) && !sharesColumnsBetweenClasses(meta);
  const known = new Set(changeSets.filter(changeSet => isKnownConflict(persister.em, changeSet)));
  flushOf(persister.em.getUnitOfWork(false)).missed.push(...known);
  const written = inKeyOrder(
    changeSets.filter(changeSet => !known.has(changeSet) && writesSomething(changeSet)),
  );
  const single = new Set(written.filter(changeSet => !together || hasFragments(changeSet)));
  const alike = together ? computedAlike(persister.em.getPlatform(), [...single]) : [];
  for (const [, group] of alike) for (const changeSet of group) single.delete(changeSet);
  const plain = written.filter(changeSet => !hasFragments(changeSet) && !single.has(changeSet));

  for (const [computed, group] of [[none, plain] as const, ...alike])
    for (const chunk of chunks(group, config.get('batchSize')))
      await writeChunk(persister, { meta, computed }, chunk, options);
  for (const changeSet of single) await writeChunk(persister, { meta, computed: none }, [changeSet], options);
}

const none: Computed = new Map();

/** A table of a joined hierarchy that has the version is written also when only the other tables changed. */
function writesSomething(changeSet: ChangeSet): boolean {
  const { payload, meta } = changeSet;
  return (
    Object.keys(payload).length > 0 ||
    isTouch(changeSet) ||
    (meta.inheritanceType === 'tpt' && ownVersionOf(meta) !== undefined)
  );
}

/** In single-table inheritance two classes may keep properties of one name in different columns. */
function sharesColumnsBetweenClasses(meta: Meta): boolean {
  return meta.root.props.some(prop => prop.renamedFrom);
}

async function writeChunk(
  persister: ChangeSetPersister,
  { meta, computed }: { readonly meta: Meta; readonly computed: Computed },
  chunk: readonly ChangeSet[],
  options: WriteOptions,
): Promise<void> {
  const driver = persister.em.getDriver() as PostgreSqlDriver;
  const [only] = chunk;
  const answered =
    only && chunk.length === 1
      ? new Map([[0, await updateRow(driver, only, options)]])
      : await updateRows(driver, { meta, changeSets: chunk, computed }, options);

  chunk.forEach((changeSet, number) => note(persister, changeSet, answered.get(number)));
}

function note(persister: ChangeSetPersister, changeSet: ChangeSet, computed: Data | undefined): void {
  if (!computed) return void flushOf(persister.em.getUnitOfWork(false)).missed.push(changeSet);
  const { entity, payload, meta } = changeSet;
  keepingLater(changeSet, () => persister.mapReturnedValues(entity, payload, computed, meta));
  changeSet.persisted = true;
}

/** Runs `hydrate`, which puts into an object what the database has computed, and leaves what was assigned while it did. */
function keepingLater({ entity: object, meta, payload }: ChangeSet, hydrate: () => void): void {
  const sent = Object.entries(payload as Data).filter(
    ([name, value]) => isRaw(value) && !(meta as Meta).properties[name]?.embedded,
  );
  quietly(() => {
    const later = sent
      .map(([name, value]) => [name, Reflect.get(object, name), sourceOf(value)] as const)
      .filter(([, now, source]) => now !== source);
    hydrate();
    for (const [name, now] of later) Reflect.set(object, name, now);
  });
}
