import { type Call, isOnServer } from './call.ts';
import { RaceStuckError, ScheduleAbandoned } from '../errors.ts';
import { everything } from '../statement/footprint.ts';
import type { Run } from './run.ts';
import { settle } from './settle.ts';
import type { TraceEntry } from './trace-entry.ts';

/** Something that the search can choose next: a statement to send, or (`name!`) the victim of a deadlock. */
export interface Choice {
  readonly name: string;
  readonly sql: string;
}

/** What can be chosen now, in an order that is the same whenever the state is. */
export function choices(run: Run): Choice[] {
  const statements = run.enabled().map(({ strand, sql }) => ({ name: strand, sql }));
  const victims = run.cycle.map(({ strand, sql }) => ({ name: `${strand}!`, sql }));
  return [...statements, ...victims.toSorted((a, b) => (a.name < b.name ? -1 : 1))];
}

/** Takes one choice, waits until all is quiet again, and returns what it did. */
export async function choose(run: Run, name: string): Promise<TraceEntry> {
  const waiting = run.onServer
    .filter(({ phase }) => phase === 'blocked')
    .map(call => ({ call, blockers: call.blockers }));
  const entry = name.endsWith('!') ? await sacrifice(run, name.slice(0, -1)) : await send(run, name);
  await settle(run);
  noteWakes(run, waiting);
  return entry;
}

async function send(run: Run, name: string): Promise<TraceEntry> {
  const call = run.enabled().find(({ strand }) => strand === name);
  await call?.release();
  if (!call?.entry) throw new Error(`${name} is not at the gate.`);
  return call.entry;
}

async function sacrifice(run: Run, name: string): Promise<TraceEntry> {
  const victim = run.cycle.find(({ strand }) => strand === name);
  if (!victim) throw new Error(`${name} is in no deadlock.`);
  const entry = run.record({
    strand: name,
    sql: `-- ${name} is the victim of the deadlock`,
    kind: 'victim',
    chosen: true,
    implicit: false,
    transaction: victim.entry?.transaction ?? '',
    isolation: victim.entry?.isolation ?? run.server.isolation,
    reads: [],
    writes: [],
  });
  entry.footprint = everything;
  run.current = entry;
  await cancel(run, victim);
  return entry;
}

async function cancel(run: Run, victim: Call): Promise<void> {
  victim.victim = true;
  victim.phase = 'running';
  run.cycle = [];
  await run.server.control.query('select pg_cancel_backend($1)', [victim.connection?.backend]);
  while (isOnServer(victim)) await run.changes.within(100);
}

interface Waiting {
  readonly call: Call;
  readonly blockers: readonly number[];
}

// Which of them the server serves first is up to the operating system, not to us.
function noteWakes(run: Run, waiting: readonly Waiting[]): void {
  const woken = waiting.filter(
    ({ call, blockers }) => !call.victim && (call.phase === 'ended' || differ(call.blockers, blockers)),
  );
  // Whoever waited behind one that was woken may be served before it, when both want the same row.
  const isBehind = ({ blockers }: Waiting, { call }: Waiting) =>
    blockers.some(backend => backend === call.connection?.backend);
  run.wokeSeveral ||= woken.length > 1 || woken.some(each => waiting.some(other => isBehind(other, each)));
  if (woken.length < 2) return;
  const names = woken
    .map(({ call }) => call.strand)
    .toSorted()
    .join(' and ');
  run.caveats.add(`${names} were woken at once, and which of them went first was left to the server.`);
}

function differ(some: readonly number[], others: readonly number[]): boolean {
  return new Set(some).symmetricDifference(new Set(others)).size > 0;
}

/** Why nobody can go on although not all have ended. */
export function stuck(run: Run): RaceStuckError {
  const waits = run.operations
    .filter(({ ending }) => ending === undefined)
    .map(operation => {
      const blocked = run.onServer.find(call => call.operation === operation);
      if (blocked)
        return [operation.name, `a lock of ${blocked.entry?.waitedFor.join(', ') || 'another session'}`];
      return [
        operation.name,
        operation.waitsForPool > 0
          ? `a connection; the pool has ${run.server.maxConnections}`
          : 'a promise of its own',
      ];
    });
  return new RaceStuckError(Object.fromEntries(waits));
}

/** Ends a schedule early: the operations' statements fail, and they roll back. */
export async function abandon(run: Run): Promise<void> {
  run.state = 'abandoned';
  run.wasAbandoned = true;
  for (const call of run.enabled()) await call.reject(new ScheduleAbandoned());
  for (let silent = 0; silent < 3 && !run.ended;) {
    if (await run.changes.within(50)) continue;
    silent++;
    for (const { connection } of run.onServer)
      await run.server.control.query('select pg_cancel_backend($1)', [connection?.backend]);
  }
  run.state = 'over';
}
