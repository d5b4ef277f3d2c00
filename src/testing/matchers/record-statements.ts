import type { Statement, Wire } from '../../mikro/wire/wire.ts';

/** An ORM whose statements can be heard: Selfsame's. */
export interface ObservedOrm {
  readonly driver: { getConnection(): ObservedConnection };
}

interface ObservedConnection {
  readonly wire: Wire;
  ensureConnection(): Promise<void>;
}

/** What a function returned, and every statement that was sent while it ran. */
export interface Recording<T = unknown> {
  readonly statements: readonly Statement[];
  readonly result: T;
}

/**
 * Runs `body` and records every statement that `orm` sends meanwhile, in the order of the answers.
 *
 * `begin`, `commit` and `savepoint` count like every other, once they are sent: `begin` goes out with the first statement
 * of its transaction, and a transaction of none sends nothing. A text with several statements in it counts once. What other code sends through the same ORM at the same time is in it too;
 * what is sent to read replicas is not.
 *
 * @example
 * const film = await em.findOneOrFail(Film, { title: 'Alien' });
 * const recording = await recordStatements(orm, () => em.findOneOrFail(Film, film.id));
 * assertSent(recording, 0);
 *
 * @throws whatever `body` throws
 */
export async function recordStatements<T>(
  orm: ObservedOrm,
  body: () => T | Promise<T>,
): Promise<Recording<T>> {
  const statements: Statement[] = [];
  const connection = orm.driver.getConnection();
  // What MikroORM asks when it first connects is no part of what is asked here.
  await connection.ensureConnection();
  const stop = connection.wire.listen(statement => statements.push(statement));
  try {
    const result = await body();
    return { statements, result };
  } finally {
    stop();
  }
}

/** Returns `value` when it is a recording; a promise of one is the mistake that is easily made. */
export function requireRecording(value: unknown): Recording {
  if (isRecording(value)) return value;
  throw new TypeError(
    'Expected what recordStatements resolves with: write expect(await recordStatements(orm, …)).',
  );
}

function isRecording(value: unknown): value is Recording {
  return (
    typeof value === 'object' && value !== null && 'statements' in value && Array.isArray(value.statements)
  );
}
