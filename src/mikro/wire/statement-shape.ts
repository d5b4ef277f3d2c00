/** What a text asks for, as far as its transaction is concerned. */
type StatementKind =
  | 'begin'
  | 'commit'
  | 'rollback'
  | 'savepoint'
  | 'release'
  | 'rollback to'
  /** Cannot have written anything. */
  | 'read'
  /** Usually writes, and may be followed by another statement in the same text. */
  | 'write'
  | 'other';

export interface StatementShape {
  readonly kind: StatementKind;
  /** The name of the savepoint, as it is written. */
  readonly savepoint: string;
}

const CONTROL =
  /^\s*(?:(begin|start transaction)(?: isolation level (?:read (?:un)?committed|repeatable read|serializable))?(?: read (?:only|write))?|(commit|end)|(rollback|abort)|(?:(savepoint)|(release)(?: savepoint)?|(rollback to)(?: savepoint)?) ("[^"]+"|\w+))\s*;?\s*$/i;

const WRITE = /^\s*(?:insert|update|delete|merge|with)\b/i;
const READ = /^\s*(?:select|show|set|reset)\b/i;
/** Locks a row, which writes to it, or stores what it reads. */
const WRITING_READ =
  /\b(?:for\s+(?:no\s+key\s+)?update|for\s+(?:key\s+)?share|into|nextval|setval)\b|;\s*\S/i;
const CALL = /([\w."]+)\s*\(/g;

/** Words before a bracket that call nothing that writes. Any other may be a function that does. */
const HARMLESS = new Set(
  (
    'select distinct from where and or not in any all some exists on using join lateral as by having over filter values when ' +
    'then else case between like ilike is limit offset union except intersect array row cast varchar char numeric decimal ' +
    'timestamp timestamptz time bit count sum min max avg array_agg string_agg json_agg jsonb_agg json_build_object ' +
    'jsonb_build_object json_object_agg to_json to_jsonb row_to_json coalesce nullif greatest least lower upper length trim ' +
    'concat substring abs round floor ceil mod now date_trunc extract to_char row_number rank unnest generate_series ' +
    'pg_backend_pid set_config current_setting pg_advisory_xact_lock pg_advisory_xact_lock_shared ' +
    'pg_try_advisory_xact_lock pg_try_advisory_xact_lock_shared hashtextextended pg_current_xact_id_if_assigned'
  ).split(' '),
);

export function shapeOf(text: string): StatementShape {
  const [, begin, commit, rollback, savepoint, release, rollbackTo, name = ''] = CONTROL.exec(text) ?? [];
  if (begin) return { kind: 'begin', savepoint: name };
  if (commit) return { kind: 'commit', savepoint: name };
  if (rollback) return { kind: 'rollback', savepoint: name };
  if (savepoint) return { kind: 'savepoint', savepoint: name };
  if (release) return { kind: 'release', savepoint: name };
  if (rollbackTo) return { kind: 'rollback to', savepoint: name };
  if (WRITE.test(text)) return { kind: 'write', savepoint: name };
  return { kind: READ.test(text) && isHarmless(text) ? 'read' : 'other', savepoint: name };
}

function isHarmless(text: string): boolean {
  if (WRITING_READ.test(text)) return false;
  for (const [, called = ''] of text.matchAll(CALL)) if (!HARMLESS.has(called.toLowerCase())) return false;
  return true;
}
