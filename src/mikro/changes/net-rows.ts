import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { stateOfObject } from '../state/unit-state.ts';
import { type StoredImage, storedImage } from './stored-image.ts';
import { type Touch, type TouchLog } from './touch-log.ts';

/** A row for which something has happened: what was stored before, and what is stored now. Null where there is no row. */
export interface NetRow {
  readonly object: object;
  readonly before: StoredImage | null;
  readonly after: StoredImage | null;
  /** The properties that statements of the unit have written. */
  readonly written: ReadonlySet<string>;
  /** Nothing of it was written here: others have, and the unit has read it. */
  readonly seen: boolean;
}

/** What has become of each row that `log` knows of, leaving out what a rollback has undone. A row of which one object came after another is one. */
export function netRows(em: EntityManager, log: TouchLog): readonly NetRow[] {
  const rows = new Set<NetRow>();
  const ended = new Map<string, NetRow>();
  for (const touch of log.touches.values()) {
    const net = netRow(em, touch);
    if (!net) continue;
    const earlier = ended.get((net.before ?? net.after)?.row ?? '');
    const row = earlier ? joined(earlier, net) : net;
    if (earlier) {
      rows.delete(earlier);
      ended.delete(rowOf(earlier));
    }
    rows.add(row);
    if (!isLive(row)) ended.set(rowOf(row), row);
  }
  return [...rows].filter(({ before, after }) => before || after);
}

function netRow(em: EntityManager, touch: Touch): NetRow | undefined {
  const { object, before } = touch;
  const deeds = touch.deeds.filter(deed => !deed.level?.undone);
  const has = (...kinds: string[]) => deeds.some(({ kind }) => kinds.includes(kind));
  if (before === null && !has('created')) return undefined;
  const after = storedImage(em, object) ?? null;
  const evicted = !after && before !== null && !has('deleted', 'gone');
  if (evicted) return undefined;
  return {
    object,
    before,
    after,
    written: new Set(deeds.flatMap(({ fields }) => fields)),
    seen: !has('created', 'updated', 'deleted'),
  };
}

/** What an object and the one that the unit had of the same row afterwards say of it. Neither need know the whole row. */
function joined(earlier: NetRow, later: NetRow): NetRow {
  return {
    ...later,
    before: earlier.before && {
      ...withValues(later.before, earlier.before),
      members: new Map([...(later.before?.members ?? []), ...earlier.before.members]),
    },
    after: later.after && withValues(earlier.after, later.after),
    written: earlier.written.union(later.written),
    seen: earlier.seen && later.seen,
  };
}

/** The image, and the values that only the other one knows. */
function withValues(other: StoredImage | null, image: StoredImage): StoredImage {
  return { ...image, values: { ...other?.values, ...image.values } };
}

function rowOf({ before, after }: NetRow): string {
  return (after ?? before)?.row ?? '';
}

/** Whether no other object can have come after it. */
function isLive({ object, after }: NetRow): boolean {
  return after !== null && helper(object).__managed && !stateOfObject(object)?.departed.has(object);
}
