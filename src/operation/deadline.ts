import { OperationTimeoutError } from '../errors/atomic-errors.ts';
import { outcomeOf } from '../errors/outcome-of.ts';
import { type AtomicOptions } from './atomic-options.ts';

/** When an operation must have ended: after its timeout, or when its caller aborts it. */
export class Deadline implements Disposable {
  readonly #timeout: number | undefined;
  readonly #aborting = new AbortController();
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #caller: AbortSignal | undefined;
  readonly #abort = () => this.#aborting.abort(this.#caller?.reason);

  constructor({ timeout, signal }: AtomicOptions) {
    this.#timeout = timeout;
    this.#caller = signal;
    if (timeout !== undefined)
      this.#timer = setTimeout(() => this.#aborting.abort(new OperationTimeoutError(timeout)), timeout);
    if (signal?.aborted) this.#abort();
    signal?.addEventListener('abort', this.#abort);
  }

  /** Aborted when the time is over; undefined when there is no end. */
  get signal(): AbortSignal | undefined {
    return this.#timeout === undefined && !this.#caller ? undefined : this.#aborting.signal;
  }

  /** Runs `work`. What fails because the time is over fails with the reason for that. */
  async told<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      // Whether it was stored is more than why it ended.
      if (this.#aborting.signal.aborted && outcomeOf(error) !== 'unknown') throw this.#aborting.signal.reason;
      throw error;
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener('abort', this.#abort);
  }
}
