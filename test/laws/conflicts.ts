import { expect } from 'vitest';
import { OptimisticLockError } from '../../src/index.ts';

/** A conflict as Selfsame reports it. */
interface Conflict {
  readonly entity: object;
  readonly entityName: string;
  readonly key: unknown;
  readonly kind: 'changed' | 'deleted';
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What the law allows as the end of a flush that must not win. */
export interface Expected {
  /** The objects whose rows are in conflict; no other may be reported. A function when `body` loads them. */
  readonly objects: readonly object[] | (() => readonly object[]);
  readonly kind?: Conflict['kind'];
  /** Fields that every conflict has to name. */
  readonly fields?: readonly string[];
  /** Whether the snapshot is older than what another session committed, which PostgreSQL itself refuses with 40001. */
  readonly orSerialization?: boolean;
}

/** Expects `body` to fail with one conflict error that names `objects` and nothing else. */
export async function expectConflict(body: () => Promise<unknown>, expected: Expected): Promise<void> {
  const error = await errorOf(body);
  if (expected.orSerialization && sqlStateOf(error) === '40001') return;

  expect(error).toBeInstanceOf(OptimisticLockError);
  expect(error).toMatchObject({ code: 'SELFSAME_CONFLICT' });
  const { conflicts } = error as unknown as { conflicts: readonly Conflict[] };
  const objects = typeof expected.objects === 'function' ? expected.objects() : expected.objects;
  expect(conflicts).toHaveLength(objects.length);
  for (const object of objects) expect(conflicts.some(({ entity }) => entity === object)).toBe(true);
  for (const { kind, fields } of conflicts) {
    expect(kind).toBe(expected.kind ?? 'changed');
    expect(Object.keys(fields)).toEqual(expect.arrayContaining([...(expected.fields ?? [])]));
  }
}

/** What `body` fails with; fails itself when it does not. */
export async function errorOf(body: () => Promise<unknown>): Promise<Error> {
  let error: unknown;
  try {
    await body();
  } catch (thrown) {
    error = thrown;
  }
  expect(error, 'nothing was refused').toBeInstanceOf(Error);
  return error as Error;
}

function sqlStateOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : sqlStateOf(cause);
}
