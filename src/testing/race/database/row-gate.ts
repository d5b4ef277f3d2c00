import type { Client } from 'pg';
import { backendOf } from '../../../mikro/wire/backend-of.ts';
import type { Call } from '../run/call.ts';
import type { Catalog } from './catalog.ts';
import { everything } from '../statement/footprint.ts';
import type { Run } from '../run/run.ts';

const TRIGGER = 'zz_selfsame_race';
const KEYS = 4242;
const SIDE = 4243;

// Each row waits for a key that the explorer holds, for one of two in turn: while one is open for this row to
// pass, the next row finds the other one shut. Which is next is kept in a lock, because a rollback leaves locks
// of the session alone. In the temporary schema, everything goes with the explorer's connection.
const FUNCTION = `
  create function pg_temp.selfsame_race_gate() returns trigger language plpgsql as $$
  declare
    me int := pg_backend_pid();
    odd int := 0;
  begin
    if exists (select from pg_locks where locktype = 'advisory' and pid = me and classid = ${SIDE} and objid = me) then
      perform pg_advisory_unlock(${SIDE}, me);
      odd := 1;
    else
      perform pg_advisory_lock(${SIDE}, me);
    end if;
    perform pg_advisory_lock_shared(${KEYS}, me * 2 + odd);
    perform pg_advisory_unlock_shared(${KEYS}, me * 2 + odd);
    if tg_op = 'DELETE' then return old; end if;
    return new;
  end $$`;

const AWAITED = `
  select objid::int as key from pg_locks
  where locktype = 'advisory' and classid = ${KEYS} and not granted and pid = $1`;

/**
 * Pauses statements between the rows that they change, so that what another operation does in between is searched too.
 *
 * PostgreSQL locks the row before a BEFORE UPDATE trigger runs, and is done with a row, its index entries
 * included, before the trigger of the next one.
 */
export class RowGate {
  readonly #control: Client;
  readonly #tables: readonly string[];
  readonly #armed = new Set<number>();

  private constructor(control: Client, tables: readonly string[]) {
    this.#control = control;
    this.#tables = tables;
  }

  static async install(control: Client, { tables }: Catalog): Promise<RowGate> {
    const own = tables.filter(({ triggerable }) => triggerable).map(({ quoted }) => quoted);
    const gate = new RowGate(control, own);
    const triggers = gate.#tables.map(
      table =>
        `create trigger ${TRIGGER} before insert or update or delete on ${table} for each row execute function pg_temp.selfsame_race_gate()`,
    );
    await control.query([FUNCTION, ...triggers].join(';'));
    return gate;
  }

  async remove(): Promise<void> {
    await this.#control.query(this.#tables.map(table => `drop trigger ${TRIGGER} on ${table}`).join(';'));
  }

  /** Makes what `backend` changes from now on wait at each row. */
  async arm(backend: number): Promise<void> {
    if (this.#armed.has(backend)) return;
    this.#armed.add(backend);
    const keys = [backend * 2, backend * 2 + 1].map(key => `pg_advisory_lock(${KEYS}, ${key})`);
    await this.#control.query(`select ${keys.join(', ')}`);
  }

  /** Lets everybody pass, until they are armed again. */
  async open(): Promise<void> {
    const keys = [...this.#armed].flatMap(backend => [backend * 2, backend * 2 + 1]);
    const unlock = keys.map(key => `pg_advisory_unlock(${KEYS}, ${key})`);
    if (unlock.length > 0) await this.#control.query(`select ${unlock.join(', ')}`);
    this.#armed.clear();
  }

  /** Takes the calls that wait at a row back to the gate; true when there are any. */
  park(run: Run, calls: readonly Call[]): boolean {
    const paused = calls.filter(({ blockers }) => blockers.includes(backendOf(this.#control)));
    for (const call of paused) this.#pause(run, call);
    return paused.length > 0;
  }

  #pause(run: Run, call: Call): void {
    call.phase = 'parked';
    call.blockers = [];
    call.release = () => {
      this.#enter(run, call);
      return this.#pass(call);
    };
    call.reject = () => this.#cancel(call);
    run.changes.happened();
  }

  /** Puts the next row of `call` into the trace. */
  #enter(run: Run, call: Call): void {
    const { strand, sql, entry } = call;
    if (!entry) return;
    call.phase = 'running';
    call.footprint = everything;
    call.entry = run.record({ ...entry, strand, sql, kind: 'row', chosen: true, implicit: false });
    call.entry.footprint = everything;
    run.current = call.entry;
  }

  async #pass({ connection }: Call): Promise<void> {
    const { rows } = await this.#control.query<{ key: number }>(AWAITED, [connection?.backend]);
    for (const { key } of rows)
      await this.#control.query(
        `select pg_advisory_unlock(${KEYS}, ${key}), pg_advisory_lock(${KEYS}, ${key})`,
      );
  }

  async #cancel({ connection }: Call): Promise<void> {
    await this.#control.query('select pg_cancel_backend($1)', [connection?.backend]);
  }
}
