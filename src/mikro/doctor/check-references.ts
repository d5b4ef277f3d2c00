import { type ForeignKey } from '@mikro-orm/postgresql';
import { type DatabaseFinding } from '../../errors/database-mismatch-error.ts';
import { type DeclaredTable, propertiesOf } from './declared-tables.ts';
import { problemIn } from './finding.ts';
import { type AnyOrm, schemaHelper } from './schema-helper.ts';
import { type StoredReference, type StoredTable } from './stored-tables.ts';

/** That the foreign keys are there, and do to rows what the entities say: what is loaded is kept true by what they say. */
export function checkReferences(
  orm: AnyOrm,
  declared: DeclaredTable,
  { references }: StoredTable,
): readonly DatabaseFinding[] {
  const known = new Set<StoredReference>();
  const findings = Object.values(declared.table.getForeignKeys()).flatMap(reference => {
    const stored = references.find(candidate => isSame(orm, reference, candidate));
    if (stored) known.add(stored);
    return findingsOf({ orm, declared, reference }, stored);
  });
  const undeclared = references.filter(stored => !known.has(stored) && changesRows(stored.onDelete));
  return [...findings, ...undeclared.map(stored => undeclaredRule(declared, stored))];
}

function isSame(orm: AnyOrm, reference: ForeignKey, stored: StoredReference): boolean {
  const { referencedTableName: target } = reference;
  const schema = orm.driver.getPlatform().getDefaultSchemaName() ?? 'public';
  const pairs = (own: readonly string[], theirs: readonly string[]) =>
    own
      .map((name, at) => `${name} → ${theirs[at]}`)
      .toSorted()
      .join();
  return (
    stored.target === (target.includes('.') ? target : `${schema}.${target}`) &&
    pairs(stored.columns, stored.targetColumns) ===
      pairs(reference.columnNames, reference.referencedColumnNames)
  );
}

/** Whether deleting a row makes the database write others; whether it refuses at once or in the end is for it to know. */
function changesRows(rule: string | undefined): boolean {
  return rule === 'cascade' || rule === 'set null' || rule === 'set default';
}

interface Checked {
  readonly orm: AnyOrm;
  readonly declared: DeclaredTable;
  readonly reference: ForeignKey;
}

function findingsOf(
  { orm, declared, reference }: Checked,
  stored: StoredReference | undefined,
): readonly DatabaseFinding[] {
  const create = schemaHelper(orm).createForeignKey(declared.table, reference);
  // Empty when the configuration wants none.
  if (create === '') return [];
  const properties = propertiesOf(declared, reference.columnNames);
  if (!stored)
    return [
      problemIn(declared, 'reference missing', properties, {
        says: `there is no foreign key to ${reference.referencedTableName}.`,
        migration: create,
      }),
    ];
  const drop = `alter table ${declared.name} drop constraint "${stored.name}"`;
  const found: DatabaseFinding[] = [];
  if (ruleOf(reference.deleteRule) !== ruleOf(stored.onDelete))
    found.push(
      problemIn(declared, 'reference rule', properties, {
        says: `the foreign key "${stored.name}" is on delete ${stored.onDelete}, and declared as on delete ${reference.deleteRule ?? 'no action'}.`,
        decorator: `deleteRule: '${stored.onDelete}'`,
        migration: `${drop}; ${create}`,
      }),
    );
  if (!stored.checked)
    found.push(
      problemIn(declared, 'reference unchecked', properties, {
        says: `the foreign key "${stored.name}" is not valid or not enforced, so rows may refer to nothing.`,
        migration: `alter table ${declared.name} validate constraint "${stored.name}"`,
      }),
    );
  return found;
}

function ruleOf(rule: string | undefined): string {
  return rule !== undefined && changesRows(rule) ? rule : 'refuses';
}

function undeclaredRule(
  declared: DeclaredTable,
  { name, columns, target, onDelete }: StoredReference,
): DatabaseFinding {
  return problemIn(declared, 'reference undeclared', propertiesOf(declared, columns), {
    says: `the foreign key "${name}" to ${target} is on delete ${onDelete}, which no relation declares: what it does to rows does not reach objects.`,
    migration: `alter table ${declared.name} drop constraint "${name}"`,
  });
}
