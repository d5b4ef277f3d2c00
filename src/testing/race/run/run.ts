import type { GatedConnection } from '../../../mikro/gated-client.ts';
import { type Call, isOnServer } from './call.ts';
import { Changes } from './changes.ts';
import { newOperation, type Operation } from './operation.ts';
import type { Ending } from '../report.ts';
import type { Server } from './server.ts';
import { StrandNames } from './strand-names.ts';
import { type EntryFacts, newEntry, type TraceEntry } from './trace-entry.ts';
import { newTransaction, type Transaction } from './transaction.ts';

/** One schedule while it runs: who is where, and what has happened. */
export class Run {
  readonly server: Server;
  readonly operations: readonly Operation[];
  readonly calls = new Set<Call>();
  readonly trace: TraceEntry[] = [];
  readonly changes = new Changes();
  readonly transactions = new Map<GatedConnection, Transaction>();
  readonly strands = new StrandNames();
  readonly deadlocks: string[][] = [];
  readonly caveats = new Set<string>();
  /** Blocked calls that wait for each other, while the search has not chosen a victim. */
  cycle: readonly Call[] = [];
  state: 'going on' | 'abandoned' | 'over' = 'going on';
  /** The step that the search chose last; what others do because of it is counted to it. */
  current: TraceEntry | undefined;
  /** A connection was made meanwhile, which takes a time that differs from run to run. */
  grew = false;
  /** The server chose which of several it woke first. */
  wokeSeveral = false;
  refused = 0;
  wasAbandoned = false;
  readonly #tails = new Map<GatedConnection, Promise<void>>();

  constructor(server: Server, names: readonly string[]) {
    this.server = server;
    this.operations = names.map(newOperation);
  }

  /** What the search can choose from, in a fixed order. */
  enabled(): Call[] {
    return [...this.calls]
      .filter(call => call.phase === 'parked')
      .toSorted((a, b) => this.#rank(a) - this.#rank(b));
  }

  get onServer(): Call[] {
    return [...this.calls].filter(isOnServer);
  }

  get ended(): boolean {
    return this.calls.size === 0 && this.operations.every(({ ending }) => ending !== undefined);
  }

  endings(): Record<string, Ending> {
    const never: Ending = { status: 'rejected', error: new Error('It did not end.') };
    return Object.fromEntries(this.operations.map(({ name, ending }) => [name, ending ?? never]));
  }

  /** Begins a transaction on `connection`, whose strand keeps its name until the end. */
  begin(connection: GatedConnection): Transaction {
    const transaction = newTransaction(`t${++this.#begun}`, this.server.isolation);
    this.transactions.set(connection, transaction);
    return transaction;
  }

  end(connection: GatedConnection): void {
    this.transactions.delete(connection);
    this.strands.free(connection);
  }

  record(facts: EntryFacts): TraceEntry {
    const entry = newEntry(this.trace.length, facts);
    this.trace.push(entry);
    return entry;
  }

  /** Waits until the statements sent before on `connection` are answered, as the server would make it. */
  async inTurn<T>(connection: GatedConnection, work: () => Promise<T>): Promise<T> {
    const previous = this.#tails.get(connection);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#tails.set(connection, promise);
    try {
      if (previous) await previous;
      return await work();
    } finally {
      resolve();
      if (this.#tails.get(connection) === promise) this.#tails.delete(connection);
    }
  }

  #begun = 0;

  #rank({ operation, strand }: Call): number {
    const [, number = '1'] = strand.split('.');
    return this.operations.indexOf(operation) * 1000 + Number(number);
  }
}
