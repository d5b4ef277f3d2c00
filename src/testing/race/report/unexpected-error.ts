import type { RaceFailure } from '../report.ts';

/** An error that an operation ended with. */
export interface UnexpectedError {
  readonly operation: string;
  /** The SQLSTATE, or the name of the error's class. */
  readonly code: string;
  readonly error: Error;
}

/** The ending that is the reason of a failure: the error itself, or one that it was wrapped in. */
export function unexpectedErrorOf(failure: RaceFailure): UnexpectedError | undefined {
  const reasons = causesOf(failure.reason);
  return errorsOf(failure).find(({ error }) => causesOf(error).some(cause => reasons.includes(cause)));
}

/** The first error that an operation ended with, whatever the reason of the failure is. */
export function anyErrorOf(failure: RaceFailure): UnexpectedError | undefined {
  return errorsOf(failure)[0];
}

function errorsOf({ endings }: RaceFailure): readonly UnexpectedError[] {
  return Object.entries(endings).flatMap(([operation, ending]) => {
    if (ending.status === 'fulfilled' || !(ending.error instanceof Error)) return [];
    const { error } = ending;
    return [{ operation, code: errorCodeOf(error) ?? error.name, error }];
  });
}

/** The SQLSTATE of an error or of what caused it. */
export function errorCodeOf(error: unknown): string | undefined {
  for (const cause of causesOf(error)) {
    if ('code' in cause && typeof cause.code === 'string' && /^[0-9A-Z]{5}$/.test(cause.code))
      return cause.code;
  }
  return undefined;
}

function causesOf(error: unknown): readonly Error[] {
  const causes: Error[] = [];
  let next = error;
  while (next instanceof Error && !causes.includes(next)) {
    causes.push(next);
    next = next.cause ?? ('previous' in next ? next.previous : undefined);
  }
  return causes;
}
