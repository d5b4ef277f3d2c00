import type { GatedConnection } from '../../../mikro/gated-client.ts';
import type { Call } from './call.ts';

/** Names the statements that one operation has under way at once: `name`, `name.2`, `name.3`. */
export class StrandNames {
  readonly #ofTransactions = new Map<GatedConnection, string>();

  /** The strand of a statement on `connection`: that of its transaction, else the first that is free. */
  name(operation: string, connection: GatedConnection | undefined, calls: Iterable<Call>): string {
    const held = connection && this.#ofTransactions.get(connection);
    if (held !== undefined) return held;
    const taken = new Set([...calls].map(({ strand }) => strand).concat(...this.#ofTransactions.values()));
    for (let number = 1; ; number++) {
      const name = number === 1 ? operation : `${operation}.${number}`;
      if (!taken.has(name)) return name;
    }
  }

  /** Keeps `name` for `connection` until its transaction ends. */
  keep(connection: GatedConnection, name: string): void {
    this.#ofTransactions.set(connection, name);
  }

  free(connection: GatedConnection): void {
    this.#ofTransactions.delete(connection);
  }

  /** The strand whose transaction is open on `connection`. */
  of(connection: GatedConnection): string | undefined {
    return this.#ofTransactions.get(connection);
  }
}
