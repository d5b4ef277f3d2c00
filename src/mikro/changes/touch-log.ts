import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { type Level } from '../state/level.ts';
import { type RowsWritten } from '../state/record.ts';
import { type UnitEvent, type WriteKind } from '../state/recorder.ts';
import { type Statement } from '../wire/wire.ts';
import { type StoredImage, storedImage, unknownImage } from './stored-image.ts';

/** Something that happened to a row, in a transaction that may be rolled back later. */
interface Deed {
  readonly kind: WriteKind | 'gone';
  readonly fields: readonly string[];
  readonly level: Level | undefined;
}

/** An object for whose row something has happened. */
export interface Touch {
  readonly object: object;
  /** What was stored of it before; null when there was no row. */
  readonly before: StoredImage | null;
  readonly level: Level | undefined;
  readonly deeds: Deed[];
}

/** What was stored before, with the collections that were loaded since: nothing of the unit had moved in them. */
function learned(before: StoredImage, { members }: StoredImage): StoredImage {
  return { ...before, members: new Map([...members, ...before.members]) };
}

/** Listens to what a unit does, and remembers of what it touches how it was before. */
export class TouchLog {
  readonly touches = new Map<object, Touch>();
  readonly statements: Statement[] = [];
  readonly #rows: (RowsWritten & { readonly level: Level | undefined })[] = [];

  constructor(private readonly em: EntityManager) {}

  hear(event: UnitEvent): void {
    if (event.type === 'touched') this.#touch(event.object, event.level);
    if (event.type === 'statement') this.statements.push(event.statement);
    if (event.type === 'written') this.#note(event.object, event);
    if (event.type === 'rolledBack') this.#forgetUndone();
    if (event.type === 'gone') this.#note(event.object, { ...event, kind: event.type, fields: [] });
    if (event.type !== 'rowsWritten') return;
    this.#rows.push(event);
    for (const object of event.objects) this.#note(object, { ...event, fields: [] });
  }

  /** The written rows that have no object here, where no rollback has undone them. */
  get otherRows(): readonly RowsWritten[] {
    return this.#rows.filter(({ level }) => !level?.undone);
  }

  /** What was first touched in what is rolled back is as it was then, or has left the unit. */
  #forgetUndone(): void {
    for (const [object, { level }] of this.touches) if (level?.undone) this.touches.delete(object);
  }

  #touch(object: object, level: Level | undefined): void {
    // What has left the unit may be of a row that was never stored.
    const now = helper(object).__managed && storedImage(this.em, object);
    if (!now) return;
    const touch = this.touches.get(object);
    if (!touch) this.touches.set(object, { object, before: now, level, deeds: [] });
    else if (touch.before) this.touches.set(object, { ...touch, before: learned(touch.before, now) });
  }

  #note(object: object, deed: Deed): void {
    let touch = this.touches.get(object);
    // Between its INSERT and the end of its flush a new object looks like one that was loaded.
    const isNew =
      deed.kind === 'created' && !touch?.deeds.some(({ kind }) => kind === 'deleted' || kind === 'gone');
    if (!touch || (isNew && touch.before)) {
      const before = isNew ? null : unknownImage(this.em, object);
      touch = { object, before, level: deed.level, deeds: touch?.deeds ?? [] };
      this.touches.set(object, touch);
    }
    touch.deeds.push(deed);
  }
}
