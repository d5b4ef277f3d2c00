import type { Client } from 'pg';
import type { Catalog } from '../database/catalog.ts';
import type { Isolation } from '../report.ts';
import type { RowGate } from '../database/row-gate.ts';

/** What a schedule needs to know of the server it runs on, and its connection beside the operations'. */
export interface Server {
  readonly control: Client;
  readonly catalog: Catalog;
  /** The level of transactions that do not say theirs. */
  readonly isolation: Isolation;
  readonly maxConnections: number;
  /** Pauses statements between rows, when steps are rows. */
  readonly rowGate: RowGate | undefined;
  /** Waits of JavaScript that were seen to be long, so that they are not waited for in full again. */
  readonly knownWaits: Set<string>;
  /** Notes the tables that a statement may have changed; all when undefined. */
  changed(tables: readonly string[] | undefined): void;
}
