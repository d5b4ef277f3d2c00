import { ExpressionError } from '../errors/expression-errors.ts';

/** Refuses what is no number that a column could hold. */
export function requireNumber(expression: string, given: unknown): void {
  if (typeof given === 'bigint' || (typeof given === 'number' && Number.isFinite(given))) return;
  throw new ExpressionError(
    expression,
    `it needs a finite number, and was given ${typeof given === 'number' ? given : typeof given}.`,
  );
}
