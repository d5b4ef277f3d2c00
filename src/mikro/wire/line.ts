import { AsyncLocalStorage } from 'node:async_hooks';
import { type EventEmitter } from 'node:events';
import { type Client, type QueryResult } from 'pg';
import { backendOf } from './backend-of.ts';
import { sqlStateOf } from './lost-connection.ts';
import { type Answer, type Message } from './message.ts';
import { type CommandTag, type Wire } from './wire.ts';

/** Answers with the id of the transaction, or null as long as it has written nothing. */
export const ASK_ID = 'select pg_current_xact_id_if_assigned()::text';

/** What pg keeps but does not type. */
interface Internals {
  readonly readyForQuery: boolean;
  readonly _queryable: boolean;
  readonly _ending: boolean;
  readonly connection: Pick<EventEmitter, 'on' | 'off'>;
}

export interface SendOptions {
  /** Statements that go out in the same message, before its own. */
  readonly before?: readonly string[];
  /** Whether the id of the transaction is asked for in the same message, after its own. */
  readonly asksId?: boolean;
}

/** The connection behind a client: sends messages, tells the wire of their statements, and types every error. */
export class Line {
  readonly #internals: Internals;

  constructor(
    private readonly client: Client,
    /** pg's own `query`. */
    private readonly query: (...args: unknown[]) => unknown,
    readonly wire: Wire,
    readonly typed: (error: unknown) => unknown,
  ) {
    this.#internals = client as unknown as Internals;
  }

  /** As in ReadyForQuery: idle, in a transaction, in a failed one. */
  get status(): 'I' | 'T' | 'E' | null {
    return this.client.getTransactionStatus();
  }

  /** Whether the server has answered everything. */
  get ready(): boolean {
    return this.#internals.readyForQuery;
  }

  /** Whether what is sent still reaches the network. */
  get usable(): boolean {
    return this.#internals._queryable && !this.#internals._ending;
  }

  /** Sends at once, or when what was sent before is answered; an error comes when the server is done with the message. */
  async send(
    message: Message,
    { before = [], asksId = false }: SendOptions = {},
  ): Promise<{ answer: Answer; id: string | undefined }> {
    const report = this.reporter(message);
    const reportsBefore = before.map(text => this.reporter({ text, values: [] }));
    const lead = before.map(text => `${text}; `).join('');
    try {
      const results = await this.#dispatch(message, lead, asksId);
      if (!asksId && before.length === 0) {
        report(tagsOf(results));
        return { answer: results, id: undefined };
      }
      const all = [results].flat();
      const id = asksId ? idIn(all.pop()) : undefined;
      const own = all.splice(before.length);
      for (const [index, result] of all.entries()) reportsBefore[index]?.(tagsOf(result));
      report(tagsOf(own));
      return { answer: own.length === 1 ? (own[0] as QueryResult) : own, id };
    } catch (error) {
      if (sqlStateOf(error) && this.usable) await this.#untilReady();
      if (this.status !== 'I')
        for (const [index, text] of before.entries()) reportsBefore[index]?.([tagOf(text)]);
      const typed = this.typed(shifted(error, lead.length));
      report([], typed as Error);
      throw typed;
    }
  }

  /** What tells the wire of `text`, once it is answered. Free while nobody listens. */
  reporter({ text, values }: Pick<Message, 'text' | 'values'>): Report {
    if (!this.wire.observed) return () => undefined;
    const sentAt = performance.now();
    // The answer to a cursor comes from the socket, which is nobody's work.
    const asSender = AsyncLocalStorage.snapshot();
    return (tags, error) => {
      const backend = backendOf(this.client);
      const took = performance.now() - sentAt;
      asSender(() => this.wire.report({ sql: text, values, backend, took, tags, error }));
    };
  }

  #dispatch(message: Message, lead: string, asksId: boolean): Promise<Answer> {
    const { config, text, values } = message;
    // A comment at the end of the text must not swallow the question.
    const whole = `${lead}${text}${asksId ? `\n;${ASK_ID}` : ''}`;
    // pg writes the callback of a query object, which is called by others here.
    const query = { ...config, text: whole, callback: undefined };
    const plain = Object.keys(config).length === 1;
    return this.query(plain ? whole : query, values.length > 0 ? values : undefined) as Promise<Answer>;
  }

  /** PostgreSQL reports an error before it has aborted the transaction. */
  #untilReady(): Promise<void> {
    if (this.ready) return Promise.resolve();
    const { connection } = this.#internals;
    return new Promise(resolve => {
      const done = () => {
        connection.off('readyForQuery', done);
        connection.off('end', done);
        resolve();
      };
      connection.on('readyForQuery', done);
      connection.on('end', done);
    });
  }
}

export type Report = (tags: readonly CommandTag[], error?: Error) => void;

function tagsOf(result: Answer): CommandTag[] {
  return [result].flat().map(({ command, rowCount }) => ({ command, rows: rowCount }));
}

/** How the server answers a BEGIN or SAVEPOINT. */
function tagOf(text: string): CommandTag {
  const command = text.startsWith('savepoint') ? 'SAVEPOINT' : 'BEGIN';
  return { command, rows: null };
}

function idIn(result: QueryResult | undefined): string | undefined {
  // A row is an object or, with `rowMode: 'array'`, an array.
  const [id] = Object.values((result?.rows[0] ?? {}) as Record<string, string | null>);
  return id ?? undefined;
}

/** Where in its own statement an error is. */
function shifted(error: unknown, by: number): unknown {
  const { position } = error as { position?: string };
  if (by > 0 && position !== undefined) (error as { position: string }).position = String(+position - by);
  return error;
}
