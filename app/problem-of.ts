import { NotFoundError } from '../domain/index.ts';
import { RuleError } from '../entities/index.ts';
import {
  DeadlockException,
  outcomeOf,
  LockWaitTimeoutException,
  OptimisticLockError,
  UniqueConstraintViolationException,
} from '../src/index.ts';
import { isDatabaseGone } from './is-database-gone.ts';
import { Problem } from './problem.ts';

/** Tells any error as a problem. What is not expected tells nothing but the id under which it is logged. */
export function problemOf(error: unknown, requestId: string): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof NotFoundError) return ofDomain(404, error);
  if (error instanceof RuleError) return ofDomain(409, error);
  if (error instanceof OptimisticLockError) return changedMeanwhile(error);
  if (error instanceof UniqueConstraintViolationException) return changedMeanwhile(error);
  if (error instanceof DeadlockException || error instanceof LockWaitTimeoutException) return busy(error);
  if (outcomeOf(error) === 'unknown') return perhapsDone(error);
  if (isDatabaseGone(error)) return databaseGone(error);
  return unexpected(error, requestId);
}

/** Domain errors are written for the caller: their message can be told, and the facts that they hold. */
function ofDomain(status: 404 | 409, error: Error): Problem {
  const facts = Object.entries(error).filter(([name]) => name !== 'name' && name !== 'entity');
  return new Problem(status, error.message, {
    type: typeOf(error),
    facts: Object.fromEntries(facts),
    cause: error,
  });
}

/** `SeatTakenError` is `urn:selfsame:problem:seat-taken`. */
function typeOf(error: Error): string {
  const words = error.constructor.name.replace(/Error$/, '').replace(/(?<!^)(?=[A-Z])/g, '-');
  return `urn:selfsame:problem:${words.toLowerCase()}`;
}

function changedMeanwhile(cause: Error): Problem {
  return new Problem(409, 'Someone else changed this at the same time. Look at it again, then repeat.', {
    type: 'urn:selfsame:problem:changed-meanwhile',
    cause,
  });
}

function busy(cause: Error): Problem {
  return new Problem(503, 'Too many people want the same thing at once. Try again in a moment.', {
    headers: { 'Retry-After': '1' },
    cause,
  });
}

function perhapsDone(cause: unknown): Problem {
  return new Problem(
    503,
    'We lost the database while it stored this. Look whether it is done before you repeat it.',
    {
      type: 'urn:selfsame:problem:perhaps-done',
      cause,
    },
  );
}

function databaseGone(cause: unknown): Problem {
  return new Problem(503, 'The box office cannot reach its database. Try again in a few seconds.', {
    headers: { 'Retry-After': '5' },
    cause,
  });
}

function unexpected(cause: unknown, requestId: string): Problem {
  return new Problem(500, 'Something went wrong on our side. If it happens again, tell us the request id.', {
    facts: { requestId },
    cause,
  });
}
