import { type EntityManager } from '@mikro-orm/postgresql';
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
    if (event.type === 'gone') this.#note(event.object, { ...event, kind: event.type, fields: [] });
    if (event.type !== 'rowsWritten') return;
    this.#rows.push(event);
    for (const object of event.objects) this.#note(object, { ...event, fields: [] });
  }

  /** The written rows that have no object here, where no rollback has undone them. */
  get otherRows(): readonly RowsWritten[] {
    return this.#rows.filter(({ level }) => !level?.undone);
  }

  #touch(object: object, level: Level | undefined): void {
    if (this.touches.has(object)) return;
    const before = storedImage(this.em, object);
    if (before) this.touches.set(object, { object, before, level, deeds: [] });
  }

  #note(object: object, deed: Deed): void {
    let touch = this.touches.get(object);
    if (!touch) {
      const before = deed.kind === 'created' ? null : unknownImage(this.em, object);
      touch = { object, before, level: deed.level, deeds: [] };
      this.touches.set(object, touch);
    }
    touch.deeds.push(deed);
  }
}
