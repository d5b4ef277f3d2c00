import { type EntityManager } from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';
import { differingFields } from './differing-fields.ts';
import { fieldOf } from './field-of.ts';

/** A row in three forms of a snapshot, and the properties in which `mine` differs from `base`. */
export interface Sides {
  readonly base: Data;
  readonly mine: Data;
  readonly theirs: Data;
  readonly edited: Iterable<string>;
}

/** The fields, as the application sees them, that either side has changed. */
export interface ThreeWay {
  readonly edited: ReadonlySet<string>;
  readonly changed: ReadonlySet<string>;
  /** Both sides changed them, to different values. */
  readonly clashing: ReadonlySet<string>;
}

/** Compares what the application and others have made of one row. An embeddable is one value. */
export function threeWay(em: EntityManager, meta: Meta, { base, mine, theirs, edited }: Sides): ThreeWay {
  const fields = (names: Iterable<string>) => new Set([...names].map(name => fieldOf(meta, name)));
  const edits = new Set(edited);
  // Of what was never loaded nobody knows whether others have changed it; what was put there may take the place of something.
  const known = [...differingFields(em, meta, theirs, base)].filter(name => name in base || edits.has(name));
  const [own, changed] = [fields(edits), fields(known)];
  const apart = fields(differingFields(em, meta, theirs, mine));
  return { edited: own, changed, clashing: own.intersection(changed).intersection(apart) };
}
