import { SelfsameError } from './selfsame-error.ts';

/** One thing that a schema has against an input. */
export interface InputIssue {
  /** The keys that lead to it, empty for the whole input. */
  readonly path: readonly PropertyKey[];
  /** In the words of the schema. */
  readonly message: string;
}

/** The schema of an operation refuses its input. */
export class InvalidInputError extends SelfsameError {
  readonly code = 'SELFSAME_INVALID_INPUT';

  constructor(
    readonly operation: string,
    readonly issues: readonly InputIssue[],
  ) {
    super(
      `Cannot run ${operation}: its input is not what the schema asks for, so nothing was sent to the database. ` +
        `${issues.map(describe).join('; ')}. Correct the input; error.issues has each path and message.`,
    );
  }
}

/** An operation has no name to be told from others by. */
export class UnnamedOperationError extends SelfsameError {
  readonly code = 'SELFSAME_UNNAMED_OPERATION';

  constructor() {
    super(
      `An operation was defined with an empty name, so logs and reports could not say which one it is. ` +
        `Give it the name of the constant that holds it: const bookSeats = operation('bookSeats', …)`,
    );
  }
}

function describe({ path, message }: InputIssue): string {
  return path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`;
}
