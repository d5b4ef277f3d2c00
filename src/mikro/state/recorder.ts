import { type ConflictError } from '../../errors/conflict-error.ts';
import { type Meta } from '../parts/internals.ts';
import { type Statement } from '../wire/wire.ts';
import { type Level } from './level.ts';

/** Something that was done to what is stored, or is known of it, in a transaction or savepoint or in none. */
interface Done {
  /** The innermost one that was open; it may be rolled back later. */
  readonly level: Level | undefined;
}

export type WriteKind = 'created' | 'updated' | 'deleted';

/** What a unit does, each told when it has happened; but `touched` comes before something happens to what is known of a row. */
export type UnitEvent =
  | { readonly type: 'statement'; readonly statement: Statement }
  | (Done & { readonly type: 'touched'; readonly object: object })
  | (Done & { readonly type: 'loaded'; readonly object: object })
  /** A row that was read differed from its object, which has followed it in `fields`. */
  | (Done & { readonly type: 'synced'; readonly object: object; readonly fields: readonly string[] })
  | (Done & {
      readonly type: 'written';
      readonly kind: WriteKind;
      readonly object: object;
      readonly fields: readonly string[];
    })
  /** A statement has written `rows` rows; `objects` has those of them that the unit has loaded. */
  | (Done & {
      readonly type: 'rowsWritten';
      readonly kind: WriteKind;
      readonly meta: Meta;
      readonly rows: number;
      readonly objects: readonly object[];
    })
  /** A read has shown that the row of an object is no more. */
  | (Done & { readonly type: 'gone'; readonly object: object })
  | (Done & { readonly type: 'conflict'; readonly error: ConflictError })
  /** An attempt of `em.atomic` has failed with `error`, and there will be another one. */
  | { readonly type: 'retry'; readonly attempt: number; readonly error: unknown }
  | { readonly type: 'committed'; readonly level: Level }
  | { readonly type: 'rolledBack'; readonly level: Level };

type Listener = (event: UnitEvent) => void;

const nobody: readonly Listener[] = [];

/** Tells what one unit does to those who listen. Free while nobody does. */
export class Recorder {
  #listeners = nobody;

  get heard(): boolean {
    return this.#listeners !== nobody;
  }

  /** Calls `listener` with each event until the returned function is called. It must not throw, nor change the unit. */
  listen(listener: Listener): () => void {
    // Each has its own place, also when it listens twice.
    const own: Listener = event => listener(event);
    this.#listeners = [...this.#listeners, own];
    return () => {
      const left = this.#listeners.filter(other => other !== own);
      this.#listeners = left.length > 0 ? left : nobody;
    };
  }

  tell(event: UnitEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
