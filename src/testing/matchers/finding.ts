import { AssertionError } from 'node:assert';

/** What an assertion found, and how it says so when the opposite was expected. */
export interface Finding {
  readonly holds: boolean;
  /** Why it does not hold; or, when it does, why that may be unwanted. */
  readonly message: string;
}

/** Throws the error that every test runner shows as a failed assertion, unless the finding holds. */
export function assertHolds({ holds, message }: Finding, caller: (...values: never) => unknown): void {
  if (!holds) throw new AssertionError({ message, stackStartFn: caller });
}
