import { DriverException, OptimisticLockError } from '@mikro-orm/postgresql';

/** What `work` fails with, if it fails. */
export async function failureOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Whether somebody else's change was reported as a conflict. */
export function isConflict(error: unknown): boolean {
  return error instanceof OptimisticLockError;
}

/** Whether the call was refused by an error that has a name and a code of its own. */
export function isRefusal(error: unknown): boolean {
  return codeOf(error).startsWith('SELFSAME_');
}

/** Whether it is an error of the ORM's that says what the database said. */
export function isTyped(error: unknown): boolean {
  return error instanceof DriverException || isRefusal(error);
}

/** The code of an error; empty when it has none. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** The name of an error, for a lie. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.constructor.name : 'no error';
}
