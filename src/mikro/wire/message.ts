import { type QueryResult } from 'pg';

type Callback = (error: unknown, result?: unknown) => void;

/** What pg's `query` was called with, unless it was a query object that drives the protocol itself. */
export interface Message {
  readonly text: string;
  readonly values: readonly unknown[];
  /** A query object's other settings, such as `rowMode`. */
  readonly config: object;
  /** Whether it goes out as text alone, so that other statements can go out with it. */
  readonly isText: boolean;
}

/** What pg answers: an array when the text had several statements. */
export type Answer = QueryResult | QueryResult[];

/** Reads the arguments of pg's `query`, which come in eight ways. */
export function readArguments(args: readonly unknown[]): {
  message: Message;
  callback: Callback | undefined;
} {
  const [query, second] = args;
  const config = (typeof query === 'string' ? { text: query } : query) as Record<string, unknown>;
  const values = (Array.isArray(second) ? second : (config['values'] ?? [])) as unknown[];
  const { text = '', name, rows, binary, queryMode } = config;
  const isText = values.length === 0 && !name && !rows && !binary && queryMode !== 'extended';
  return {
    message: { text: text as string, values, config, isText },
    callback: [...args, config['callback']].find(arg => typeof arg === 'function') as Callback | undefined,
  };
}

/** The answer that the server would give to a command that it need not hear. */
export function unsent(command: string): Answer {
  return { command, rowCount: null, rows: [], oid: 0, fields: [] };
}

/** Calls back as pg does, where an error of the callback's own is nobody's answer. */
export function answerTo(callback: Callback, answer: Promise<Answer>): void {
  answer.then(
    result => process.nextTick(callback, null, result),
    (error: unknown) => process.nextTick(callback, error),
  );
}
