import { SelfsameError } from './selfsame-error.ts';

/** A lock would come too late: the transaction reads from a snapshot that is older than the lock. */
export class LateLockError extends SelfsameError {
  readonly code = 'SELFSAME_LATE_LOCK';

  constructor(
    /** What was to be locked: a class, or a key as it is sent. */
    readonly lock: string,
    /** The level of the transaction, for example `repeatable read`. */
    readonly isolation: string,
    advice: string,
  ) {
    super(
      `Cannot lock ${lock} at ${isolation}: the transaction sees the database as it was before the lock is taken, so what others ` +
        `commit while it waits for the lock would stay unseen under it. ${advice}`,
    );
  }
}

/** A lock was asked for in a way that means nothing. */
export class LockOptionError extends SelfsameError {
  readonly code = 'SELFSAME_LOCK_OPTION';

  constructor(
    readonly option: string,
    advice: string,
  ) {
    super(`Cannot take a lock with this ${option}: ${advice}`);
  }
}
