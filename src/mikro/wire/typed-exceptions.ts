import { DriverException, type Platform } from '@mikro-orm/postgresql';
import { SelfsameError } from '../../errors/selfsame-error.ts';

/** Makes MikroORM hand on as they are the errors that the client has typed. */
export function keepTypedErrors(platform: Platform): void {
  // Each driver has a platform of its own, and that a converter.
  const converter = platform.getExceptionConverter();
  const convert = converter.convertException.bind(converter);
  converter.convertException = exception => {
    const isTyped = exception instanceof DriverException || exception instanceof SelfsameError;
    return isTyped ? (exception as DriverException) : convert(exception);
  };
}
