import { type EntityFactory as MikroFactory, type ObjectHydrator } from '@mikro-orm/postgresql';
import { keepCollectionsClean } from '../merge/keep-collections-clean.ts';
import { membersInRow, withoutMembers } from '../merge/members-in-row.ts';
import { mergeMembers } from '../merge/merge-members.ts';
import { unshare } from '../merge/unshare.ts';
import { setBaseVersion } from '../state/base.ts';
import { quietly } from '../state/quietly.ts';
import { versionPropertyOf } from '../state/version-property.ts';
import { type EntityFactory } from './entity-factory.ts';
import { type Data, type FactoryOptions, HydratorBase, type HydratorParts, type Meta } from './internals.ts';

type HydratorClass = typeof ObjectHydrator;
type Hydration = [
  object: object,
  meta: Meta,
  data: Data,
  factory: MikroFactory,
  type: string,
  newEntity?: boolean,
  convertCustomTypes?: boolean,
  schema?: string,
  parentSchema?: string,
  normalizeAccessors?: boolean,
];

/**
 * MikroORM's hydrator, which also remembers the version that it put into an object as the one that the object was
 * loaded with, gives the base values of its own, and leaves in collections what the application has done to them.
 */
class VersionedHydrator extends HydratorBase {
  override hydrate(...hydration: Hydration): void {
    const [object, meta, data, , , newEntity] = hydration;
    const hydrate = () => super.hydrate(...hydration);
    if (newEntity) return hydrate();

    quietly(() => hydrateLoaded(hydration, hydrate));
    unshare(meta, data);
    const version = versionPropertyOf(meta)?.name;
    if (version && data[version] !== undefined) setBaseVersion(object, data[version]);
  }

  override hydrateReference(...hydration: Parameters<HydratorParts['hydrateReference']>): void {
    quietly(() => super.hydrateReference(...hydration));
  }
}

function hydrateLoaded(hydration: Hydration, hydrate: () => void): void {
  const [object, meta, data, factory, type, , convertCustomTypes, schema, , normalizeAccessors] = hydration;
  const members = type === 'full' && !meta.embeddable ? membersInRow(meta, data) : [];
  withoutMembers(data, members, () => keepCollectionsClean(meta, object, data, hydrate));
  const options = { merge: true, convertCustomTypes, schema, normalizeAccessors } as FactoryOptions;
  const merging = { factory: factory as unknown as EntityFactory, object, options };
  for (const { prop, rows } of members) mergeMembers(merging, prop, rows);
}

/** See VersionedHydrator; typed as the class it takes the place of. */
export const Hydrator = VersionedHydrator as unknown as HydratorClass;
