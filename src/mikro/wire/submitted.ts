import { type Connection } from 'pg';
import { type Line, type Report } from './line.ts';
import { type CommandTag } from './wire.ts';

/** A query object that drives the protocol itself, such as a cursor. */
export interface Submittable {
  submit(connection: Connection): Error | null | void;
  readonly text?: string;
  readonly values?: readonly unknown[];
  handleCommandComplete(message: { text: string }, connection: Connection): void;
  handleReadyForQuery(connection: Connection): void;
  handleError(error: unknown, connection: Connection): void;
}

export function isSubmittable(query: unknown): query is Submittable {
  return (
    typeof query === 'object' && query !== null && 'submit' in query && typeof query.submit === 'function'
  );
}

/** Tells the wire of a query object's statement, and types its error, of which `failed` hears too. */
export function observeSubmitted(query: Submittable, line: Line, failed: (error: unknown) => void): void {
  const { handleCommandComplete, handleReadyForQuery, handleError } = query;
  const tags: CommandTag[] = [];
  const end = once(line.reporter({ text: query.text ?? '', values: query.values ?? [] }));
  query.handleCommandComplete = (message, connection) => {
    tags.push(parseTag(message.text));
    handleCommandComplete.call(query, message, connection);
  };
  query.handleReadyForQuery = connection => {
    end(tags);
    handleReadyForQuery.call(query, connection);
  };
  query.handleError = (error, connection) => {
    const typed = line.typed(error);
    failed(typed);
    end(tags, typed as Error);
    handleError.call(query, typed, connection);
  };
}

/** A cursor closed early gets no command tag, and a lost connection no ready-for-query: the first end is reported. */
function once(report: Report): Report {
  let ended = false;
  return (tags, error) => {
    if (!ended) report(tags, error);
    ended = true;
  };
}

/** Reads `SELECT 3`, `INSERT 0 3` or `COMMIT`. */
function parseTag(text: string): CommandTag {
  const [, command = text, rows] = /^([A-Z ]+?)(?: (?:\d+ )?(\d+))?$/.exec(text) ?? [];
  return { command, rows: rows === undefined ? null : Number(rows) };
}
