import { type Client, type QueryResult } from 'pg';
import { PAST_THE_GATE } from './create/past-the-gate.ts';
import { SENDS_AS_WRITTEN } from './wire/wire-client.ts';

/** A connection whose statements wait for the gate's leave. */
export interface GatedConnection {
  /** The process id of its server process. */
  readonly backend: number;
  /** As in ReadyForQuery: idle, in a transaction, in a failed one. */
  readonly status: 'I' | 'T' | 'E' | null;
  /** Whether the server has said that it is done with the last statement, its locks released. */
  readonly ready: boolean;
  /** Sends `sql` past the gate. */
  run(sql: string): Promise<Answer>;
  /** Resolves with the next ReadyForQuery: an error is reported before the transaction is aborted and its locks go. */
  untilReady(): Promise<void>;
}

/** What the server answered to one statement, as far as the explorer looks. */
export interface Answer {
  readonly rows?: readonly Readonly<Record<string, unknown>>[] | undefined;
  readonly rowCount?: number | null | undefined;
}

/** A statement at the gate. */
export interface SentStatement {
  readonly sql: string;
  readonly values: readonly unknown[];
  /** Set for the second and later reads of a cursor. */
  readonly continues: boolean;
  readonly send: () => Promise<Answer>;
}

/** Decides when each statement runs: calls `send` once, or throws instead. */
export type Gate = (connection: GatedConnection, statement: SentStatement) => Promise<Answer>;

type ClientClass = typeof Client;
type Callback = (error: unknown, result?: unknown) => void;

interface CursorLike {
  readonly text: string;
  readonly values: readonly unknown[] | null;
  read(rows: number, callback?: Callback): Promise<unknown[]> | undefined;
}

/** What pg keeps but does not type. */
interface Internals {
  readonly processID: number;
  readonly readyForQuery: boolean;
  readonly connection: { once(event: 'readyForQuery', listener: () => void): void };
}

/** A subclass of `Base`, the pool's client class, that sends a statement only when `gate` says so. */
export function gatedClient(Base: ClientClass, gate: Gate): ClientClass {
  class GatedClient extends Base implements GatedConnection {
    /** The explorer orders each statement, BEGIN too, as the application sent it. */
    static readonly [SENDS_AS_WRITTEN] = true;

    get backend(): number {
      return internals(this).processID;
    }

    get ready(): boolean {
      return internals(this).readyForQuery;
    }

    get status(): 'I' | 'T' | 'E' | null {
      return this.getTransactionStatus();
    }

    run(sql: string): Promise<Answer> {
      return super.query(sql) as Promise<Answer>;
    }

    untilReady(): Promise<void> {
      return new Promise(resolve => internals(this).connection.once('readyForQuery', resolve));
    }

    // pg overloads `query` eight ways; what comes in goes on unchanged, so the types are the base's.
    override query(...args: unknown[]): never {
      const send = (...sent: unknown[]) => (super.query as (...sent: unknown[]) => unknown).apply(this, sent);
      return gatedQuery(args, statement => gate(this, statement), send) as never;
    }
  }
  return GatedClient as unknown as ClientClass;
}

function gatedQuery(
  args: unknown[],
  gate: (statement: SentStatement) => Promise<Answer>,
  send: (...args: unknown[]) => unknown,
): unknown {
  const cursor = cursorOf(args[0]);
  if (cursor) {
    gateCursor(cursor, gate, () => send(...args));
    return args[0];
  }
  const callback = args.find((arg): arg is Callback => typeof arg === 'function');
  const values = args.filter(arg => typeof arg !== 'function');
  const text = textOf(values);
  if (text.sql.startsWith(PAST_THE_GATE)) return send(...args);
  const answer = gate({
    ...text,
    continues: false,
    send: () => send(...values) as Promise<Answer>,
  });
  return callback ? answerTo(callback, answer) : answer;
}

function answerTo(callback: Callback, answer: Promise<unknown>): void {
  answer.then(
    result => callback(null, result),
    error => callback(error),
  );
}

/** The result of the last statement, when `answer` holds those of several. */
export function lastAnswer(answer: Answer | readonly Answer[] | undefined): Answer {
  return (Array.isArray(answer) ? (answer as QueryResult[]).at(-1) : (answer as Answer | undefined)) ?? {};
}

// pg's types leave these out.
function internals(client: object): Internals {
  return client as Internals;
}

function textOf([query, values]: unknown[]): { sql: string; values: readonly unknown[] } {
  if (typeof query === 'string') return { sql: query, values: Array.isArray(values) ? values : [] };
  const { text = '', values: own } = query as { text?: string; values?: unknown[] };
  return { sql: text, values: Array.isArray(values) ? values : (own ?? []) };
}

/** The cursor that a query object is, or reads through. */
function cursorOf(query: unknown): CursorLike | undefined {
  const { submit, read, cursor } = (query ?? {}) as Record<string, unknown>;
  if (typeof submit !== 'function') return undefined;
  const inner = typeof cursor === 'object' && cursor !== null ? cursor : query;
  return inner === query && typeof read !== 'function' ? undefined : (inner as CursorLike);
}

/** A cursor runs its query when it is first read, so each read is a statement and the first submits it. */
function gateCursor(
  cursor: CursorLike,
  gate: (statement: SentStatement) => Promise<Answer>,
  submit: () => unknown,
): void {
  const read = cursor.read.bind(cursor);
  let submitted = false;
  cursor.read = (count, callback) => {
    const continues = submitted;
    submitted = true;
    const send = async () => {
      if (!continues) submit();
      return { rows: (await read(count)) as Record<string, unknown>[] };
    };
    const rows = gate({ sql: cursor.text, values: cursor.values ?? [], continues, send }).then(
      answer => answer.rows as unknown[],
    );
    if (!callback) return rows;
    answerTo(callback, rows);
    return undefined;
  };
}
