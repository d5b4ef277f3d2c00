import { DriverException, SelfsameError, ValidationError } from '../../src/index.ts';
import { Abandoned } from './endings.ts';

/** Whether the database, or a law, has refused something; not a fault of the layer. */
export function isExpected(error: unknown): boolean {
  if (error instanceof Abandoned || error instanceof DriverException || error instanceof SelfsameError)
    return true;
  // A removed object that somebody refers to, and a relation to nothing that may not be.
  if (error instanceof ValidationError) return true;
  const { code, message } = error as { code?: unknown; message: string };
  return typeof code === 'string' || /connection|terminat|COMMIT|ROLLBACK/i.test(message);
}
