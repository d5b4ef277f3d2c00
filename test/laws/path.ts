import type { EntityManager } from '../../src/index.ts';
import type { StoredRow } from './stored-row.ts';

/** One way to read a row that the unit may have loaded already. */
export interface Path {
  readonly name: string;
  /**
   * What it asks the database for: the row, a part with the special field in it, a part without it (the note), or
   * nothing when the row is loaded.
   */
  readonly sees: 'the row' | 'its field' | 'its note' | 'nothing';
  /** Edits are flushed before it reads, or after it in its own transaction: a conflict may come from the read. */
  readonly flushes?: 'before' | 'after';
  /** It cannot wait for another query, so that a part of a newer row is left alone. */
  readonly isSynchronous?: boolean;
  /** It writes 'upserted' into the note. */
  readonly writes?: boolean;
  /** Reads the row. Returns the object that it got for it. */
  read(em: EntityManager, row: StoredRow): Promise<unknown>;
}
