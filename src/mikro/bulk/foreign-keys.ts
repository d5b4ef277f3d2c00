import { type EntityManager, type EntityProperty, ReferenceKind } from '@mikro-orm/postgresql';
import { type Meta } from '../parts/internals.ts';
import { tableProps } from '../upsert/upsert-call.ts';

/** What happens to the rows of `meta` that refer by `prop` to rows that are deleted. */
export interface ForeignKey {
  readonly meta: Meta;
  readonly prop: EntityProperty;
  readonly rule: 'cascade' | 'set null' | 'set default';
}

const known = new WeakMap<Meta, readonly ForeignKey[]>();

/** The foreign keys to the table of `meta` by which a deletion reaches other rows, as far as the schema is known. */
export function foreignKeysTo(em: EntityManager, { root }: Meta): readonly ForeignKey[] {
  let keys = known.get(root);
  if (!keys) known.set(root, (keys = [...em.getMetadata()].flatMap(meta => foreignKeysOf(em, meta, root))));
  return keys;
}

function foreignKeysOf(em: EntityManager, meta: Meta, target: Meta): readonly ForeignKey[] {
  if (meta.embeddable || meta.virtual || (meta.inheritanceType !== 'tpt' && meta.root !== meta)) return [];
  return tableProps(meta)
    .filter(prop => isForeignKey(prop) && prop.targetMeta?.root === target)
    .flatMap(prop => {
      const rule = ruleOf(em, prop);
      return rule ? [{ meta, prop, rule }] : [];
    });
}

function isForeignKey(prop: EntityProperty): boolean {
  const toOne =
    prop.kind === ReferenceKind.MANY_TO_ONE || (prop.kind === ReferenceKind.ONE_TO_ONE && prop.owner);
  return (
    Boolean(toOne) && prop.persist !== false && !prop.polymorphic && prop.createForeignKeyConstraint !== false
  );
}

function ruleOf(em: EntityManager, { deleteRule }: EntityProperty): ForeignKey['rule'] | undefined {
  const rule = (deleteRule ?? em.config.get('schemaGenerator').defaultDeleteRule)?.toLowerCase();
  return rule === 'cascade' || rule === 'set null' || rule === 'set default' ? rule : undefined;
}
