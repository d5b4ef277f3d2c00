import { SelfsameError } from './selfsame-error.ts';

/** One thing that the database does not say as the entities do, or has besides. */
export interface DatabaseFinding {
  /** False when nothing is wrong and it is only worth knowing. */
  readonly isProblem: boolean;
  /** What was found, as a word that never changes. */
  readonly kind: FindingKind;
  readonly entity: string;
  /** The table, as SQL names it. */
  readonly table: string;
  /** The properties that it is about; columns where there is no property. */
  readonly properties: readonly string[];
  /** What was found, as a sentence. */
  readonly says: string;
  /** What to write in the entity. */
  readonly decorator?: string;
  /** What to write in a migration. */
  readonly migration?: string;
}

export type FindingKind =
  | 'table missing'
  | 'column missing'
  | 'version type'
  | 'version nullable'
  | 'key missing'
  | 'key differs'
  | 'key invalid'
  | 'key deferrable'
  | 'key collation'
  | 'key folds'
  | 'key nulls'
  | 'key name'
  | 'key unread'
  | 'key usable'
  | 'reference missing'
  | 'reference rule'
  | 'reference unchecked'
  | 'reference undeclared';

/** The database lacks what the entities declare, so guarantees that rest on it would not hold. */
export class DatabaseMismatchError extends SelfsameError {
  readonly code = 'SELFSAME_DATABASE_MISMATCH';

  constructor(
    /** The problems, without what is only worth knowing. */
    readonly findings: readonly DatabaseFinding[],
  ) {
    super(
      `The database is not what the entities declare, so what Selfsame promises would not hold:\n` +
        findings.map(finding => `- ${findingText(finding)}\n`).join(''),
    );
  }
}

/** A finding on one line, with what to write. */
export function findingText({ entity, properties, says, decorator, migration }: DatabaseFinding): string {
  const subject = properties.length === 0 ? entity : `${entity} (${properties.join(', ')})`;
  const toWrite = [decorator, migration === undefined ? undefined : `${migration};`].filter(Boolean);
  const written = toWrite.length === 0 ? '' : ` Write: ${toWrite.join(' or ')}`;
  return `${subject}: ${says}${written}`.replaceAll(/\s*\n\s*/g, ' ');
}
