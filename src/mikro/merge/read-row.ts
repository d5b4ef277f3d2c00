import { type Data, type FactoryOptions, type Meta } from '../parts/internals.ts';

/** How a row is merged into an object that the application may have changed. */
export type MergeOptions = FactoryOptions & {
  /** Takes the row where the application has changed something. */
  readonly discardEdits?: boolean;
  /** Makes the row the base of the edits, where they overwrite nothing that others have changed, or wherever they are. */
  readonly rebase?: 'disjoint' | 'all';
  /** Is told of each object that takes something of its row, and whether it has kept edits. */
  readonly onTaken?: (object: object, edited: boolean) => void;
};

/** A row that was read, and the object that the unit has for it. */
export interface ReadRow {
  readonly meta: Meta;
  readonly object: object;
  readonly row: Data;
  readonly options: MergeOptions;
}
