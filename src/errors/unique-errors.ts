import { SelfsameError } from './selfsame-error.ts';

/** As many rows as were to be tried had values that are taken. */
export class UniqueAttemptsError extends SelfsameError {
  readonly code = 'SELFSAME_UNIQUE_ATTEMPTS';

  constructor(
    readonly entity: string,
    /** The constraint or unique index that the last one would have violated. */
    readonly constraint: string,
    readonly attempts: number,
    options?: ErrorOptions,
  ) {
    super(
      `Cannot create ${entity}: ${attempts} times the generated values were taken, by "${constraint}". Generate from more ` +
        `possibilities, by longer tokens for example, or make rows that are done with leave the unique index.`,
      options,
    );
  }
}

/** `em.createUnique` was given options that mean nothing. */
export class UniqueOptionsError extends SelfsameError {
  readonly code = 'SELFSAME_UNIQUE_OPTIONS';

  constructor(readonly option: string) {
    super(`em.createUnique cannot honour the option ${option}: it is a whole number from 1 on.`);
  }
}
