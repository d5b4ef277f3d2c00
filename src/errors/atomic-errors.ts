import { SelfsameError } from './selfsame-error.ts';

/** `em.atomic` was given options that mean nothing, or that cannot be honoured where it was called. */
export class AtomicOptionsError extends SelfsameError {
  readonly code = 'SELFSAME_ATOMIC_OPTIONS';

  constructor(
    readonly option: string,
    advice: string,
  ) {
    super(`em.atomic cannot honour the option ${option}: ${advice}`);
  }
}

/** An operation did not end within its time, attempts and waits included, and was rolled back. */
export class OperationTimeoutError extends SelfsameError {
  readonly code = 'SELFSAME_OPERATION_TIMEOUT';

  constructor(
    /** Milliseconds that it was given. */
    readonly timeout: number,
    options?: ErrorOptions,
  ) {
    super(
      `The operation did not end within ${timeout} ms and was rolled back; nothing of it is stored. Look at what it waits for ` +
        `(locks of others, a slow statement), or give it more time with the option timeout.`,
      options,
    );
  }
}
