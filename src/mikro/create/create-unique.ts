import { type EntityManager, type EntityName, type RequiredEntityData } from '@mikro-orm/postgresql';
import { UniqueAttemptsError, UniqueOptionsError } from '../../errors/unique-errors.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { requireItems } from './collection-items.ts';
import { pendingCollision } from './pending-collision.ts';
import { type Candidate, retriedConstraint } from './retried-constraint.ts';
import { storeApart } from './store-apart.ts';

export interface CreateUniqueOptions {
  /** How many rows are tried at most. 10 unless told. */
  readonly attempts?: number;
  /** The name of the constraint or unique index whose violation is tried again; every one that the data has the properties of unless told. */
  readonly constraint?: string;
}

/** Makes the data of one row; told how many times it was asked, from 1 on. */
export type Generate<E> = (attempt: number) => RequiredEntityData<E> | Promise<RequiredEntityData<E>>;

/** `em.createUnique`. */
export async function createUnique<E extends object>(
  em: EntityManager,
  type: EntityName<E>,
  generate: Generate<E>,
  { attempts = 10, constraint }: CreateUniqueOptions = {},
): Promise<E> {
  if (!Number.isInteger(attempts) || attempts < 1) throw new UniqueOptionsError('attempts');
  const meta: Meta = em.getMetadata().get(type);
  for (let attempt = 1; ; attempt++) {
    const data = await generate(attempt);
    requireItems(em, meta, data as Data);
    const candidate = { meta, data: data as Data, constraint };
    const stored = await storeUnlessTaken(em, candidate, () => storeApart(em, type, data));
    if ('object' in stored) return stored.object;
    if (attempt === attempts)
      throw new UniqueAttemptsError(meta.className, stored.collision, attempts, { cause: stored.cause });
  }
}

type Stored<E> = { readonly object: E } | { readonly collision: string; readonly cause?: unknown };

async function storeUnlessTaken<E>(
  em: EntityManager,
  candidate: Candidate,
  store: () => Promise<E>,
): Promise<Stored<E>> {
  const pending = pendingCollision(em, candidate);
  if (pending !== undefined) return { collision: pending };
  try {
    return { object: await store() };
  } catch (cause) {
    const collision = retriedConstraint(em, candidate, cause);
    if (collision === undefined) throw cause;
    return { collision, cause };
  }
}
