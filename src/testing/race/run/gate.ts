import { AsyncLocalStorage } from 'node:async_hooks';
import type { Answer, GatedConnection, SentStatement } from '../../../mikro/gated-client.ts';
import type { PoolWatch } from '../../../mikro/race-pool.ts';
import { admit } from './admission.ts';
import { RaceUngatedError } from '../errors.ts';
import type { Operation } from './operation.ts';
import type { Run } from './run.ts';

/** On whose behalf code runs. */
interface Place {
  readonly run: Run;
  readonly operation: Operation;
}

/** Statements that run as they come: seeds, invariants, serial orders. `sent` hears their text. */
interface FreePlace {
  readonly sent: (sql: string, values: readonly unknown[]) => void;
}

const places = new AsyncLocalStorage<Place | FreePlace>();

/** The operation on whose behalf the caller runs, when a race runs it. */
export function currentPlace(): Place | undefined {
  const place = places.getStore();
  return place && 'run' in place ? place : undefined;
}

/** Runs `work` as `operation`: its statements wait for the search. */
export function asOperation<T>(run: Run, operation: Operation, work: () => T): T {
  return places.run({ run, operation }, work);
}

/** Runs `work` with its statements let through. */
export function freely<T>(sent: FreePlace['sent'], work: () => T): T {
  return places.run({ sent }, work);
}

/** The gate of one race's connections, and the place where what goes past it is noted. */
export class RaceGate {
  /** Set while a schedule runs. */
  run: Run | undefined;
  /** Who has taken which connection, also when their schedule is over. */
  readonly #holders = new Map<GatedConnection, Operation>();
  /** The first statement that nobody we know sent. */
  stray: RaceUngatedError | undefined;

  readonly enter = async (connection: GatedConnection, statement: SentStatement): Promise<Answer> => {
    const place = places.getStore();
    if (place && 'sent' in place) {
      place.sent(statement.sql, statement.values);
      return statement.send();
    }
    if (!place) {
      if (this.run)
        this.#stray(statement.sql, 'A statement was sent during a schedule by code that no operation called');
      return statement.send();
    }
    const { run, operation } = place;
    if (run.wasAbandoned || run === this.run) return admit(run, operation, connection, statement);
    this.#stray(statement.sql, `${operation.name} had ended when it sent a statement that it did not await`);
    return statement.send();
  };

  /** Notes that an operation took a connection of the application's own. */
  readonly bypassed = (): void => {
    const place = currentPlace();
    if (place && place.run === this.run)
      this.#stray(
        '(not known)',
        `${place.operation.name} took a connection of the application's own instead of the manager that it was given`,
      );
  };

  /** What the pool is told. */
  readonly watch: PoolWatch = {
    asked: free => {
      const operation = currentPlace()?.operation;
      if (!operation) return () => {};
      if (!free) operation.waitsForPool++;
      return connection => this.#got(operation, connection, free);
    },
    released: connection => {
      this.#holders.get(connection)?.connections.delete(connection);
      this.#holders.delete(connection);
    },
    grew: () => {
      if (this.run) this.run.grew = true;
    },
  };

  #got(operation: Operation, connection: GatedConnection | undefined, free: boolean): void {
    if (!free) operation.waitsForPool--;
    operation.busy = true;
    if (connection) {
      operation.connections.add(connection);
      this.#holders.set(connection, operation);
    }
    this.run?.changes.happened();
  }

  #stray(sql: string, problem: string): void {
    this.stray ??= new RaceUngatedError(sql, deepStack(), problem);
  }
}

/** Where the statement in progress was sent from, however many layers are in between. */
function deepStack(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 100;
  const { stack = '' } = new Error('sent here');
  Error.stackTraceLimit = stackTraceLimit;
  return stack;
}
