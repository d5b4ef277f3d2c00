import { InvalidInputError } from '../errors/operation-errors.ts';
import { type StandardSchema } from './standard-schema.ts';

/** Returns what `schema` makes of `input`; throws InvalidInputError when it refuses it. */
export async function validateInput<Output>(
  operation: string,
  schema: StandardSchema<unknown, Output>,
  input: unknown,
): Promise<Output> {
  const validated = await schema['~standard'].validate(input);
  if (!validated.issues) return validated.value;
  const issues = validated.issues.map(({ message, path = [] }) => ({
    message,
    path: path.map(segment => (typeof segment === 'object' ? segment.key : segment)),
  }));
  throw new InvalidInputError(operation, issues);
}
