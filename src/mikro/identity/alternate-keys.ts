import { type EntityManager, type EntityName, helper, Utils } from '@mikro-orm/postgresql';
import { type Data, type FactoryOptions, type Meta } from '../parts/internals.ts';
import { stateOf } from '../state/unit-state.ts';
import { canonicalTextOf } from './canonical-text.ts';
import { getByKeyValue } from './get-by-key-value.ts';
import { databaseValue } from './key-hash.ts';
import { objectsByKey } from './unique-key-index.ts';
import { textOfBase } from './unique-key-text.ts';
import { type UniqueKey, uniqueKeysOf } from './unique-keys.ts';

// A relation with a `targetKey` names its row by a unique key that is not the primary one.

/** The object that the unit has for the row that has `id` as its `options.key`, or, when the application asks, that will have it. */
export function objectByAlternateKey(
  em: EntityManager,
  meta: Meta,
  id: unknown,
  options: Data,
): object | undefined {
  const name: unknown = options['key'];
  const key = uniqueKeysOf(meta).find(
    ({ props: [prop, ...others] }) => prop?.name === name && others.length === 0,
  );
  const [prop] = key?.props ?? [];
  const [value]: unknown[] = Utils.isPlainObject<Data>(id) ? [id[String(name)]] : [id].flat();
  if (!key || !prop || value === null || value === undefined) return undefined;

  const platform = em.getPlatform();
  const stored = options['convertCustomTypes'] === true;
  const text = canonicalTextOf(prop, platform)(stored ? value : databaseValue(prop, value, platform));
  const schema =
    (options['schema'] as string | undefined) ?? key.root.schema ?? platform.getDefaultSchemaName();
  const holders = objectsByKey(em, key, schema ? `${schema}:${text}` : text);
  return stored
    ? [...holders, ...editedOf(em, key)].find(object => textOfBase(em, key, object) === text)
    : holders[0];
}

/** Objects whose rows may have another key than they have. */
function editedOf(em: EntityManager, { root }: UniqueKey): object[] {
  return [...stateOf(em).written].filter(object => helper(object).__meta.root === root);
}

/** The reference without a primary key that the unit made for the row in `data`, when it has no other object for it. */
export function referenceByAlternateKey(
  em: EntityManager,
  entityName: EntityName<any>,
  data: Data,
  { schema, convertCustomTypes, newEntity }: FactoryOptions,
): object | undefined {
  const meta: Meta = em.getMetadata().get(entityName);
  const names = newEntity ? [] : targetKeysOf(em, meta.root);
  for (const name of names) {
    if (data[name] === null || data[name] === undefined) continue;
    const found = em.getUnitOfWork(false).getByKey(meta.class, name, data[name], schema, convertCustomTypes);
    const isFree = found && !helper(found).hasPrimaryKey();
    if (isFree && !getByKeyValue(em, meta.class, data, { schema, convertCustomTypes })) return found;
  }
  return undefined;
}

const targets = new WeakMap<Meta, readonly string[]>();

function targetKeysOf(em: EntityManager, root: Meta): readonly string[] {
  let names = targets.get(root);
  if (!names) {
    const relations = [...em.getMetadata()]
      .flatMap(meta => meta.relations)
      .filter(prop => prop.targetMeta?.root === root);
    targets.set(root, (names = [...new Set(relations.flatMap(({ targetKey }) => targetKey ?? []))]));
  }
  return names;
}
