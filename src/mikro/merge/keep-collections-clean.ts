import { type EntityProperty } from '@mikro-orm/postgresql';
import { collectionOf, relatedBy } from '../members/collection-of.ts';
import { readingColumns } from '../members/reading-columns.ts';
import { isMembership } from '../members/set-relation.ts';
import { enterStored, leaveStored } from '../members/store-member.ts';
import { type Data, type Meta } from '../parts/internals.ts';

/** Runs `hydrate`, which may give `object` other owners, and takes it out of the loaded collections of one and into those of the other. What a read has moved is nothing to be written. */
export function keepCollectionsClean(meta: Meta, object: object, row: Data, hydrate: () => void): void {
  const relations = meta.bidirectionalRelations.filter(
    prop => isMembership(prop) && row[prop.name] !== undefined,
  );
  const before = relations.map(({ name }) => relatedBy(object, name));
  readingColumns(object, hydrate);
  for (const [at, prop] of relations.entries()) move(object, prop, before[at]);
}

function move(object: object, { name, inversedBy }: EntityProperty, before: object | undefined): void {
  const owner = relatedBy(object, name);
  if (owner === before) return;
  if (before) leaveStored(collectionOf(before, inversedBy), object);
  if (owner) enterStored(collectionOf(owner, inversedBy), object);
}
