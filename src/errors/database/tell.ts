import { type DriverException } from '@mikro-orm/postgresql';

/** Gives a database error the message, the cause and the facts that are its own; what MikroORM copied from the driver stays. */
export function tell(error: DriverException, cause: unknown, message: string, facts: object = {}): void {
  // MikroORM has built the stack with the driver's message at its head.
  error.stack = `${error.name}: ${message}\n${(error.stack ?? '').replace(/^[^]*?(?=^ {4}at )/m, '')}`;
  Object.assign(error, facts);
  Object.assign(error, { sqlState: 'sqlState' in facts ? facts.sqlState : error.code });
  hide(error, 'message', message);
  hide(error, 'cause', cause);
}

/** As `new Error(message, { cause })` has them: there, and not listed. */
function hide(error: Error, field: string, value: unknown): void {
  Object.defineProperty(error, field, { value, writable: true, configurable: true, enumerable: false });
}
