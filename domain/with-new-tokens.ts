import { type EntityManager, UniqueConstraintViolationException } from '../src/index.ts';

const attempts = 5;

/**
 * Runs `write`, which stores tickets with tokens it makes, in a savepoint; when an open ticket has one of
 * the tokens, undoes it and runs it again. Only statements, not changed objects, can be undone.
 */
export async function withNewTokens<T>(
  em: EntityManager,
  write: (em: EntityManager) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await em.transactional(write);
    } catch (error) {
      if (attempt === attempts || !isTokenCollision(error)) throw error;
    }
  }
}

function isTokenCollision(error: unknown): boolean {
  return (
    error instanceof UniqueConstraintViolationException &&
    'constraint' in error &&
    error.constraint === 'ticket_open_token_unique'
  );
}
