/** Usually writes, and may be followed by another statement in the same text. */
const WRITE = /^\s*(?:insert|update|delete|merge|with)\b/i;
const READ = /^\s*(?:select|show|set|reset|lock)\b/i;
/** Evaluates nothing, so that PostgreSQL needs no snapshot for it. */
const SNAPSHOTLESS = /^\s*(?:(?:lock|set|show|reset)\b|$)/i;
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

/** Whether `text` is a statement that is there to write. */
export function isWrite(text: string): boolean {
  return WRITE.test(text);
}

/** Whether `text` cannot have written anything. It is said of no more than what is certain. */
export function isPlainRead(text: string): boolean {
  if (!READ.test(text) || WRITING_READ.test(text)) return false;
  for (const [, called = ''] of text.matchAll(CALL)) if (!HARMLESS.has(called.toLowerCase())) return false;
  return true;
}

/** Whether a transaction that sends `text` reads from a snapshot afterwards, which lasts from REPEATABLE READ on. */
export function takesSnapshot(text: string): boolean {
  return !text.split(';').every(part => SNAPSHOTLESS.test(part));
}
