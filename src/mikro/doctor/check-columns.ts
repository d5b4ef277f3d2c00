import { type DatabaseFinding } from '../../errors/database-mismatch-error.ts';
import { ownVersionOf } from '../flush/base-of-change.ts';
import { type DeclaredTable, propertiesOf } from './declared-tables.ts';
import { problemIn } from './finding.ts';
import { type AnyOrm, schemaHelper } from './schema-helper.ts';
import { type StoredColumn, type StoredTable } from './stored-tables.ts';

/** That a table is there. */
export function missingTable(orm: AnyOrm, declared: DeclaredTable): DatabaseFinding {
  const [create = ''] = schemaHelper(orm).createTable(declared.table);
  return problemIn(declared, 'table missing', [], {
    says: `there is no table ${declared.name}.`,
    migration: withoutSemicolon(create),
  });
}

/** That it has the columns, and that its version counts. */
export function checkColumns(
  orm: AnyOrm,
  declared: DeclaredTable,
  { columns }: StoredTable,
): readonly DatabaseFinding[] {
  const { meta, table } = declared;
  const missing = table
    .getColumns()
    .filter(({ name }) => !columns.some(column => column.name === name))
    .map(column =>
      problemIn(declared, 'column missing', propertiesOf(declared, [column.name]), {
        says: `${declared.name} has no column "${column.name}".`,
        migration: schemaHelper(orm).getAddColumnsSQL(table, [column])[0] ?? '',
      }),
    );
  const version = columns.find(({ name }) => name === ownVersionOf(meta)?.column);
  return [...missing, ...(version ? checkVersion(declared, version) : [])];
}

function checkVersion(
  declared: DeclaredTable,
  { name, type, notNull }: StoredColumn,
): readonly DatabaseFinding[] {
  const prop = ownVersionOf(declared.meta);
  const alter = `alter table ${declared.name} alter column "${name}"`;
  if (!['smallint', 'integer', 'bigint'].includes(type))
    return [
      problemIn(declared, 'version type', propertiesOf(declared, [name]), {
        says: `the version is stored as ${type}, which does not count.`,
        migration: `${alter} type integer using 1`,
      }),
    ];
  if (notNull || declared.meta.properties[prop?.name ?? '']?.nullable) return [];
  return [
    problemIn(declared, 'version nullable', propertiesOf(declared, [name]), {
      says: 'the version may be NULL, and rows without one are not told apart.',
      migration: `update ${declared.name} set "${name}" = 1 where "${name}" is null; ${alter} set not null`,
    }),
  ];
}

function withoutSemicolon(sql: string): string {
  return sql.replace(/;\s*$/, '');
}
