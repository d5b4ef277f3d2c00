import { type Data, type FactoryOptions, type Meta } from '../parts/internals.ts';

/** How a row is merged: `discardEdits` takes the row where the application has changed something. */
export type MergeOptions = FactoryOptions & { readonly discardEdits?: boolean };

/** A row that was read, and the object that the unit has for it. */
export interface ReadRow {
  readonly meta: Meta;
  readonly object: object;
  readonly row: Data;
  readonly options: MergeOptions;
}
