/** A command that begins or ends a transaction or a savepoint. */
export interface Control {
  readonly command: 'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'rollback to';
  /** The name of the savepoint, as it is written. */
  readonly savepoint: string;
}

const CONTROL =
  /^\s*(?:(?<begin>begin|start transaction)(?: isolation level (?:read (?:un)?committed|repeatable read|serializable))?(?: read (?:only|write))?|(?<commit>commit|end)|(?<rollback>rollback|abort)|(?:(?<savepoint>savepoint)|(?<release>release)(?: savepoint)?|(?<to>rollback to)(?: savepoint)?) (?<name>"[^"]+"|\w+))\s*;?\s*$/i;

/** The command that `text` is, written as MikroORM and Kysely write it; anything else is a statement like others. */
export function controlIn(text: string): Control | undefined {
  const groups: Record<string, string | undefined> = CONTROL.exec(text)?.groups ?? {};
  const { begin, commit, rollback, release, to, name = '' } = groups;
  if (begin) return { command: 'begin', savepoint: name };
  if (commit) return { command: 'commit', savepoint: name };
  if (rollback) return { command: 'rollback', savepoint: name };
  if (!name) return undefined;
  return { command: to ? 'rollback to' : release ? 'release' : 'savepoint', savepoint: name };
}
