import { CommitUnknownError } from '../../errors/commit-unknown-error.ts';
import { controlIn } from './control.ts';
import { type Line } from './line.ts';
import { isUnanswered } from './lost-connection.ts';
import { type Answer, type Message, unsent } from './message.ts';
import { takeAlone } from './run-alone.ts';
import { ridesAlong } from './ride-along.ts';
import { requireNoSnapshot } from './before-snapshot.ts';
import { savepointCommand } from './savepoints.ts';
import { isPlainRead, isWrite, takesSnapshot } from './plain-read.ts';
import { Transaction } from './transaction.ts';
import { commit, rollback, type Settle } from './ending.ts';

export interface SessionOptions {
  /** Whether BEGIN waits for what follows it, and COMMIT is verified; else everything is sent as it is written. */
  readonly tells: boolean;
  readonly settle: Settle;
}

/** What one client does between BEGIN and the end of each transaction. */
export class Session {
  #transaction: Transaction | undefined;
  /** How many were called and are not answered, and the last of them. */
  #open = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly line: Line,
    readonly options: SessionOptions,
  ) {}

  /** What has to be answered before anything else is sent, as pg has it too. */
  get turn(): Promise<unknown> | undefined {
    return this.#open > 0 ? this.#last : undefined;
  }

  run(message: Message): Promise<Answer> {
    const { turn } = this;
    this.#open++;
    const answer = this.#inTurn(turn, message);
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #inTurn(turn: Promise<unknown> | undefined, message: Message): Promise<Answer> {
    if (turn) await turn;
    try {
      return await this.#run(message);
    } finally {
      this.#open--;
    }
  }

  async #run(message: Message): Promise<Answer> {
    const control = controlIn(message.text);
    const transaction = this.current();
    if (control?.command === 'rollback') return rollback(this, transaction, message);
    if (!transaction) return control?.command === 'begin' ? this.#begin(message) : this.#outside(message);
    if (!control || control.command === 'begin') return this.#inside(transaction, message);
    if (control.command === 'commit') return commit(this, transaction, message);
    return savepointCommand(this, transaction, message, control);
  }

  /** The transaction that the client is in; a text of several statements may have begun or ended it. */
  current(): Transaction | undefined {
    const { status, ready } = this.line;
    if (!ready) return this.#transaction;
    if (status === 'I' && this.#transaction?.begun) this.#transaction = undefined;
    if (status === 'T' || status === 'E') this.#transaction ??= Transaction.running(status);
    return this.#transaction;
  }

  ended(): void {
    this.#transaction = undefined;
  }

  /** Sends what is held back, in a message of its own. */
  async sendHeld(transaction: Transaction): Promise<void> {
    const held = transaction.takeHeld();
    const [text = '', ...before] = held.toReversed();
    const message: Message = { text, values: [], config: { text }, isText: true };
    try {
      await this.line.send(message, { before: before.toReversed() });
    } catch (error) {
      this.failed(transaction, error, held);
      throw error;
    }
  }

  /** Notes what the failure of a statement means for its transaction; `before` went out with it. */
  failed(transaction: Transaction, error: unknown, before: readonly string[] = []): void {
    const { status } = this.line;
    if (isUnanswered(error) || status === 'E') return transaction.breakBy(error);
    if (status !== 'I') return;
    if (before.length === 0) return this.ended();
    // A text that PostgreSQL cannot parse does none of its statements.
    transaction.giveBack(before);
    transaction.breakBy(error);
  }

  async #begin(message: Message): Promise<Answer> {
    if (!this.options.tells) return this.#beginNow(message);
    this.#transaction = Transaction.heldBack(message.text.replace(/[\s;]+$/, ''));
    return unsent('BEGIN');
  }

  async #beginNow(message: Message): Promise<Answer> {
    const { answer } = await this.line.send(message);
    this.#transaction = Transaction.started();
    return answer;
  }

  async #outside(message: Message): Promise<Answer> {
    const { usable } = this.line;
    try {
      return (await this.line.send(message)).answer;
    } catch (error) {
      const mayBeStored = usable && isUnanswered(error) && !isPlainRead(message.text);
      throw mayBeStored ? new CommitUnknownError(error as Error, undefined) : error;
    }
  }

  async #inside(transaction: Transaction, message: Message): Promise<Answer> {
    // It stands by itself, and what only reads may follow it.
    if (transaction.alone && isPlainRead(message.text)) return this.#outside(message);
    if (transaction.refusal) throw transaction.refusal;
    await requireNoSnapshot(this.line, transaction);
    if (transaction.untouched === 'begin' && takeAlone()) return this.#alone(transaction, message);

    const joins = message.isText && (transaction.holdsNoSavepoint || ridesAlong());
    if (transaction.held.length > 0 && !joins) await this.sendHeld(transaction);
    transaction.wrote ||= !isPlainRead(message.text);
    transaction.hasSnapshot ||= takesSnapshot(message.text);
    const asksId = this.options.tells && !transaction.id && message.isText && isWrite(message.text);
    const before = transaction.held.length > 0 ? transaction.takeHeld() : [];
    try {
      const { answer, id } = await this.line.send(message, { before, asksId });
      transaction.id ??= id;
      if (asksId) transaction.wrote = id !== undefined;
      return answer;
    } catch (error) {
      this.failed(transaction, error, before);
      throw error;
    }
  }

  async #alone(transaction: Transaction, message: Message): Promise<Answer> {
    transaction.alone = true;
    try {
      return await this.#outside(message);
    } catch (error) {
      transaction.breakBy(error);
      throw error;
    }
  }
}
