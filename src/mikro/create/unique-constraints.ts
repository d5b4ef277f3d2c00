import { type EntityManager, Utils } from '@mikro-orm/postgresql';
import { type UniqueKey } from '../identity/unique-keys.ts';
import { type Meta } from '../parts/internals.ts';

/** A constraint or unique index as PostgreSQL names it, partial ones too; what it is on is a key of some rows. */
export interface UniqueConstraint extends UniqueKey {
  readonly name: string;
}

/** What the entities declare to be unique in the tables of a class, but for what is no property. */
export function uniqueConstraintsOf(em: EntityManager, meta: Meta): readonly UniqueConstraint[] {
  const platform = em.getPlatform();
  const found: UniqueConstraint[] = [];
  for (let owner: Meta | undefined = meta; owner; owner = owner.tptParent) {
    const { tableName } = owner;
    const add = (properties: readonly string[], declared?: string) => {
      const props = properties.map(name => meta.properties[name]).filter(prop => prop !== undefined);
      if (props.length === 0 || props.length < properties.length) return;
      const columns = props.flatMap(({ fieldNames }) => fieldNames);
      found.push({
        root: meta.root,
        props,
        name: declared ?? platform.getIndexName(tableName, columns, 'unique'),
      });
    };
    add(owner.primaryKeys, platform.getDefaultPrimaryName(tableName, owner.primaryKeys));
    for (const { name, unique, primary } of owner.props)
      if (unique && !primary) add([name], typeof unique === 'string' ? unique : undefined);
    for (const { name, properties, expression } of owner.uniques)
      if (!expression) add(Utils.asArray(properties ?? []), name);
  }
  return found;
}
