import { type Client, type Connection, type QueryResult } from 'pg';
import { backendOf } from './backend-of.ts';
import { type CommandTag, type Wire } from './wire.ts';

type ClientClass = typeof Client;

/** A query object that drives the protocol itself, such as a cursor. */
interface Submittable {
  submit(connection: Connection): void;
  readonly text?: string;
  readonly values?: readonly unknown[];
  handleCommandComplete(message: { text: string }, connection: Connection): void;
  handleReadyForQuery(connection: Connection): void;
  handleError(error: Error, connection: Connection): void;
}

type Callback = (error: Error | undefined, result: QueryResult | QueryResult[]) => void;

/** A subclass of `Base`, the pool's client class, that reports every statement and its command tag to `wire`. */
export function observedClient(Base: ClientClass, wire: Wire): ClientClass {
  class ObservedClient extends Base {
    // pg overloads `query` eight ways; whatever comes in goes on unchanged, so the types are the base's.
    override query(...args: unknown[]): never {
      const send = super.query as (...args: unknown[]) => unknown;
      if (!wire.observed) return send.apply(this, args) as never;

      const report = reporter(wire, this, args);
      if (isSubmittable(args[0])) observeSubmittable(args[0], report);
      const callback = args.findIndex(arg => typeof arg === 'function');
      if (callback > 0) args[callback] = observeCallback(args[callback] as Callback, report);

      const answer = send.apply(this, args);
      return (answer instanceof Promise ? observePromise(answer, report) : answer) as never;
    }
  }
  return ObservedClient as ClientClass;
}

type Report = (tags: readonly CommandTag[], error?: Error) => void;

function reporter(wire: Wire, client: Client, [query, values]: unknown[]): Report {
  const { text = '', values: own } =
    typeof query === 'string' ? { text: query } : (query as Partial<Submittable>);
  const bound = Array.isArray(values) ? values : (own ?? []);
  const sentAt = performance.now();
  return (tags, error) =>
    wire.report({
      sql: text,
      values: bound,
      backend: backendOf(client),
      took: performance.now() - sentAt,
      tags,
      error,
    });
}

async function observePromise(answer: Promise<unknown>, report: Report): Promise<unknown> {
  try {
    const result = await answer;
    report(tagsOf(result as QueryResult | QueryResult[]));
    return result;
  } catch (error) {
    report([], error as Error);
    throw error;
  }
}

function observeCallback(callback: Callback, report: Report): Callback {
  return (error, result) => {
    report(error ? [] : tagsOf(result), error);
    callback(error, result);
  };
}

/** A cursor closed early gets no command tag, and a lost connection no ready-for-query: report at the first end. */
function observeSubmittable(query: Submittable, report: Report): void {
  const { handleCommandComplete, handleReadyForQuery, handleError } = query;
  const tags: CommandTag[] = [];
  let ended = false;
  const end = (error?: Error) => {
    if (!ended) report(tags, error);
    ended = true;
  };
  query.handleCommandComplete = (message, connection) => {
    tags.push(parseTag(message.text));
    handleCommandComplete.call(query, message, connection);
  };
  query.handleReadyForQuery = connection => {
    end();
    handleReadyForQuery.call(query, connection);
  };
  query.handleError = (error, connection) => {
    end(error);
    handleError.call(query, error, connection);
  };
}

function isSubmittable(query: unknown): query is Submittable {
  return (
    typeof query === 'object' && query !== null && 'submit' in query && typeof query.submit === 'function'
  );
}

function tagsOf(result: QueryResult | QueryResult[]): CommandTag[] {
  return [result].flat().map(({ command, rowCount }) => ({ command, rows: rowCount }));
}

/** Reads `SELECT 3`, `INSERT 0 3` or `COMMIT`. */
function parseTag(text: string): CommandTag {
  const [, command = text, rows] = /^([A-Z ]+?)(?: (?:\d+ )?(\d+))?$/.exec(text) ?? [];
  return { command, rows: rows === undefined ? null : Number(rows) };
}
