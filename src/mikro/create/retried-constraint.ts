import { type EntityManager } from '@mikro-orm/postgresql';
import { UniqueViolationError } from '../../errors/database/unique-violation-error.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { type UniqueConstraint, uniqueConstraintsOf } from './unique-constraints.ts';

/** A row that is to be stored, and the constraint that it may violate and be tried again, if one is named. */
export interface Candidate {
  readonly meta: Meta;
  readonly data: Data;
  readonly constraint: string | undefined;
}

/** The constraints of the class for which other data is to be tried, as far as the entities declare them. */
export function constraintsOf(em: EntityManager, { meta, data, constraint }: Candidate): UniqueConstraint[] {
  return uniqueConstraintsOf(em, meta).filter(({ name, props }) =>
    constraint === undefined ? props.every(prop => data[prop.name] !== undefined) : name === constraint,
  );
}

/** The constraint that `error` is the violation of, if other data may do. */
export function retriedConstraint(
  em: EntityManager,
  candidate: Candidate,
  error: unknown,
): string | undefined {
  if (!(error instanceof UniqueViolationError) || error.constraint === undefined) return undefined;
  if (candidate.constraint !== undefined)
    return error.constraint === candidate.constraint ? error.constraint : undefined;
  const isOurs = hasTable(candidate.meta, error.table);
  const declared = constraintsOf(em, candidate).some(({ name }) => name === error.constraint);
  return isOurs && declared ? error.constraint : undefined;
}

function hasTable(meta: Meta, table: string | undefined): boolean {
  for (let owner: Meta | undefined = meta; owner; owner = owner.tptParent)
    if (owner.tableName === table) return true;
  return false;
}
