import type { GatedConnection } from '../../../mikro/gated-client.ts';
import type { Footprint } from '../statement/footprint.ts';
import type { Operation } from './operation.ts';
import type { StatementShape } from '../statement/shape.ts';
import type { TraceEntry } from './trace-entry.ts';

/**
 * A statement between its arrival at the gate and its answer.
 *
 * `parked`: the search has not chosen it yet. `running`: sent. `blocked`: sent, and known to wait for a lock.
 */
export interface Call {
  readonly operation: Operation;
  /** The name that the search knows it by: the operation's, or `name.2` beside another statement of it. */
  readonly strand: string;
  /** Undefined for a `step` outside SQL. */
  readonly connection: GatedConnection | undefined;
  readonly shape: StatementShape;
  readonly sql: string;
  phase: 'parked' | 'running' | 'blocked' | 'ended';
  footprint: Footprint;
  entry: TraceEntry | undefined;
  /** The server processes that it waits for. */
  blockers: readonly number[];
  /** When it was sent, by `performance.now`. */
  sentAt: number;
  /** Cancelled by the search to end a deadlock. */
  victim: boolean;
  release(): void | Promise<void>;
  reject(error: Error): void | Promise<void>;
}

export function isOnServer(call: Call): boolean {
  return call.phase === 'running' || call.phase === 'blocked';
}
