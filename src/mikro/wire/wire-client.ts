import { Client } from 'pg';
import { Line } from './line.ts';
import { answerTo, readArguments } from './message.ts';
import { Session } from './session.ts';
import { submitInTurn } from './session-cursor.ts';
import { impatient, settleCommit } from './settle-commit.ts';
import { isSubmittable } from './submitted.ts';
import { type Wire } from './wire.ts';

export type ClientClass = typeof Client;

/** The name of the static field of a client class for which everything is sent as it is written. */
export const SENDS_AS_WRITTEN = 'sendsAsWritten';

export interface WireClientOptions {
  /** Hears every statement. */
  readonly wire: Wire;
  /** Gives every error of the database its class. */
  readonly typed: (error: unknown) => unknown;
}

/**
 * A subclass of `Base`, the pool's client class, that tells the truth about what it sends.
 *
 * Every error is typed. A BEGIN waits for the first statement and goes out with it; nothing runs in a transaction in
 * which a statement failed; a COMMIT succeeds only when PostgreSQL has committed.
 */
export function wireClient(Base: ClientClass, { wire, typed }: WireClientOptions): ClientClass {
  class WireClient extends Base {
    readonly #session: Session;

    constructor(config: object) {
      super(config);
      const line = new Line(this as Client, (...args) => this.#send(...args), wire, typed);
      this.#session = new Session(line, {
        tells: !(SENDS_AS_WRITTEN in Base),
        settle: id => settleCommit(() => new Base(impatient(config)), id),
      });
    }

    override connect(callback?: (error: any, client?: any) => void): never {
      const connected =
        callback && ((error: unknown, client?: unknown) => callback(error && typed(error), client));
      const answer = (super.connect as (callback: unknown) => unknown).call(this, connected);
      return (answer instanceof Promise ? answer.catch(rethrow) : answer) as never;
    }

    // pg overloads `query` eight ways; what comes in goes on with the same meaning, so the types are the base's.
    override query(...args: unknown[]): never {
      const [query] = args;
      if (isSubmittable(query)) {
        submitInTurn(this.#session, query, () => this.#send(...args));
        return query as never;
      }
      const { message, callback } = readArguments(args);
      const answer = this.#session.run(message);
      return (callback ? answerTo(callback, answer) : answer) as never;
    }

    #send(...args: unknown[]): unknown {
      return (super.query as (...sent: unknown[]) => unknown).apply(this, args);
    }
  }

  const rethrow = (error: unknown) => {
    throw typed(error);
  };
  return WireClient as unknown as ClientClass;
}
