import { type DatabaseFinding } from '../../errors/database-mismatch-error.ts';
import { type UniqueIndex } from '../create/unique-indexes.ts';
import { type DeclaredTable, propertiesOf } from './declared-tables.ts';
import { noteOn } from './finding.ts';

/** The unique indexes that are not declared, and would do for a lookup all the same. */
export function usableKeys(
  declared: DeclaredTable,
  indexes: readonly UniqueIndex[],
): readonly DatabaseFinding[] {
  return indexes
    .filter(({ valid, immediate, collated, primary }) => valid && immediate && collated && !primary)
    .filter(index => columnsIn(index).every(name => hasProperty(declared, name)))
    .map(index =>
      noteOn(declared, 'key usable', propertiesOf(declared, columnsIn(index)), written(declared, index)),
    );
}

function columnsIn({ columns, predicateColumns }: UniqueIndex): readonly string[] {
  return [...new Set([...columns, ...predicateColumns])];
}

function hasProperty({ meta }: DeclaredTable, column: string): boolean {
  return meta.props.some(({ fieldNames }) => fieldNames?.includes(column));
}

function written(declared: DeclaredTable, index: UniqueIndex): { says: string; decorator: string } {
  const { name, predicate, parts, columns, definition, nullsDistinct } = index;
  const isPlain = predicate === null && nullsDistinct && parts.every(({ column }) => column !== null);
  const properties = propertiesOf(declared, columns).map(property => `'${property}'`);
  return {
    says: `em.getOrCreate and its kin take it for a key, by the unique index "${name}", which is not declared.`,
    decorator: isPlain
      ? `@Unique({ properties: [${properties.join(', ')}], name: '${name}' })`
      : `@Unique({ expression: ${JSON.stringify(definition)}, name: '${name}' })`,
  };
}
