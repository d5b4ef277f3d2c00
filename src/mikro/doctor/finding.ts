import { type DatabaseFinding, type FindingKind } from '../../errors/database-mismatch-error.ts';
import { type DeclaredTable } from './declared-tables.ts';

type Written = Pick<DatabaseFinding, 'says' | 'decorator' | 'migration'>;

/** What has to be mended. */
export function problemIn(
  { entity, name: table }: DeclaredTable,
  kind: FindingKind,
  properties: readonly string[],
  written: Written,
): DatabaseFinding {
  return { isProblem: true, kind, entity, table, properties, ...written };
}

/** What is only worth knowing. */
export function noteOn(...given: Parameters<typeof problemIn>): DatabaseFinding {
  return { ...problemIn(...given), isProblem: false };
}
