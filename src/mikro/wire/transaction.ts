import { BrokenTransactionError } from '../../errors/database/broken-transaction-error.ts';

/** A transaction of one client, as far as the server has been told of it. */
export class Transaction {
  /** Its BEGIN and savepoints that nothing has followed yet, in order; the server knows nothing of them. */
  held: readonly string[];
  /** Whether the server has been told of it. */
  begun: boolean;
  /** Why nothing more can run in it; `cause` is undefined when nobody saw the error. */
  broken: { readonly cause: Error | undefined } | undefined;
  /** Whether anything was sent that may have written, as far as PostgreSQL has not said that nothing was. */
  wrote = false;
  /** PostgreSQL's id for it, which it has once it has written. */
  id: string | undefined;
  /** Whether it has read from the database: from REPEATABLE READ on, what it reads later is as old as that. */
  hasSnapshot = false;
  /** Its level, once it was asked for; it cannot change when there is a snapshot. */
  isolation: string | undefined;
  /** Whether it is one statement that was sent without BEGIN. */
  alone = false;

  private constructor(held: readonly string[], begun: boolean) {
    this.held = held;
    this.begun = begun;
  }

  static heldBack(begin: string): Transaction {
    return new Transaction([begin], false);
  }

  /** One whose BEGIN was sent at once, and nothing after it. */
  static started(): Transaction {
    const transaction = Transaction.running('T');
    transaction.hasSnapshot = false;
    return transaction;
  }

  /** One that the server is in already, of which nothing else is known. */
  static running(status: 'T' | 'E'): Transaction {
    const transaction = new Transaction([], true);
    transaction.wrote = true;
    transaction.hasSnapshot = true;
    if (status === 'E') transaction.broken = { cause: undefined };
    return transaction;
  }

  /** Takes what is to be sent now, before the next statement. */
  takeHeld(): readonly string[] {
    const { held } = this;
    this.held = [];
    this.begun = true;
    return held;
  }

  /** Undoes `takeHeld` for statements that the server did not get to. */
  giveBack(held: readonly string[]): void {
    this.held = held;
    this.begun = false;
  }

  breakBy(error: unknown): void {
    this.broken ??= { cause: error as Error };
  }

  /** Why no statement can run in it any more. */
  get refusal(): Error | undefined {
    if (this.broken) return new BrokenTransactionError(this.broken.cause);
    if (!this.alone) return undefined;
    return new Error('A second statement was sent in a transaction whose first was to run alone.');
  }

  /** Whether it holds no savepoint, which a text that cannot be parsed must not take with it. */
  get holdsNoSavepoint(): boolean {
    return !this.held.some(text => text.startsWith('savepoint'));
  }

  /** Whether it has sent nothing and holds nothing but its BEGIN, and then which one. */
  get untouched(): string | undefined {
    return this.begun || this.alone || this.held.length > 1 ? undefined : this.held[0];
  }
}
