import type { GatedConnection } from '../../../mikro/gated-client.ts';
import type { Ending } from '../report.ts';

/** One of the operations that race, in one schedule. */
export interface Operation {
  readonly name: string;
  ending: Ending | undefined;
  /** Whether its JavaScript may still be at work; false once it is known to wait. */
  busy: boolean;
  /** How many connections it has asked the pool for and not got, because none was left. */
  waitsForPool: number;
  /** Connections that it has taken and not given back. */
  readonly connections: Set<GatedConnection>;
  /** How many statements it has sent, which tells one wait of it from another. */
  sent: number;
}

export function newOperation(name: string): Operation {
  return { name, ending: undefined, busy: false, waitsForPool: 0, connections: new Set(), sent: 0 };
}
