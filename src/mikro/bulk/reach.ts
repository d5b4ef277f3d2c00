import { type EntityManager } from '@mikro-orm/postgresql';
import { type Meta } from '../parts/internals.ts';
import { type ForeignKey, foreignKeysTo } from './foreign-keys.ts';
import { type LoadedRows, loadedRows } from './loaded-rows.ts';

/** Rows of one table that a deletion takes along, and the foreign keys by which more rows are reached from them. */
export interface Gone {
  readonly meta: Meta;
  /** The foreign keys by which they are reached; none for the rows that the statement itself deletes. */
  readonly by: ForeignKey[];
  readonly onward: ForeignKey[];
}

/** As far as a deletion has to be followed to know which loaded objects it reaches. */
export interface Reach {
  /** The tables from which it goes on to others, in an order in which each comes after those that it is reached from. */
  readonly gone: readonly Gone[];
  /** The loaded objects by class. */
  readonly loaded: ReadonlyMap<Meta, LoadedRows>;
  /** Classes whose cascades go in a circle through several tables, which no one query follows. */
  readonly circles: ReadonlySet<Meta>;
}

/** Follows the foreign keys from `meta` as far as there are loaded objects. */
export function reachOf(em: EntityManager, { root }: Meta, schema: string | undefined): Reach {
  const loaded = new Map<Meta, LoadedRows>();
  const found = new Map<Meta, Gone>();
  const finished: Gone[] = [];
  const circles = new Set<Meta>();

  const isLoaded = (meta: Meta): boolean => {
    if (!loaded.has(meta.root)) loaded.set(meta.root, loadedRows(em, meta, schema));
    return (loaded.get(meta.root)?.objects.length ?? 0) > 0;
  };
  const visit = (meta: Meta): Gone => {
    const gone: Gone = { meta, by: [], onward: [] };
    found.set(meta, gone);
    for (const key of foreignKeysTo(em, meta)) if (leads(gone, key)) gone.onward.push(key);
    finished.unshift(gone);
    return gone;
  };
  /** Whether some loaded object is reached by `key`. */
  const leads = (from: Gone, key: ForeignKey): boolean => {
    const target = key.meta.root;
    const direct = isLoaded(target);
    if (key.rule !== 'cascade') return direct;
    const open = found.get(target);
    if (open && open !== from && !finished.includes(open)) {
      circles.add(target);
      return direct;
    }
    const gone = open ?? visit(target);
    if (gone.onward.length > 0 || gone === from) gone.by.push(key);
    return direct || gone.onward.length > 0;
  };
  isLoaded(root);
  visit(root);
  return { gone: finished.filter(gone => gone.meta === root || gone.onward.length > 0), loaded, circles };
}
