import { areHard, blockersOf } from './blocking.ts';
import type { Call } from './call.ts';
import { findCycle, waitsIn } from './deadlock.ts';
import { locksConflict } from '../statement/locks.ts';
import type { Operation } from './operation.ts';
import type { Run } from './run.ts';

/** How long JavaScript may be silent before it is taken to wait for something else, and the second time. */
const SILENCE = 1000;
const KNOWN_SILENCE = 25;

/** How long a statement that should not wait may take before the server is asked whether it does. */
const PATIENCE = 2;

/**
 * Waits until nothing can happen by itself any more: every operation has a statement at the gate, has one that
 * the server says waits for another's lock, waits for something outside SQL, or has ended.
 */
export async function settle(run: Run): Promise<void> {
  for (;;) {
    await run.changes.quiet();
    if (await jsIsAtWork(run)) continue;
    const running = run.onServer.filter(({ phase }) => phase === 'running');
    if (running.length === 0) return;
    const patience = running.length > 1 || running.some(call => mayBlock(run, call)) ? 0 : PATIENCE;
    if (patience > 0 && (await run.changes.within(patience))) continue;
    if (await areAllBlocked(run)) return;
  }
}

/** Waits for JavaScript that has nothing under way that we know of. */
async function jsIsAtWork(run: Run): Promise<boolean> {
  const silent = run.operations.filter(operation => isSilent(run, operation));
  if (silent.length === 0) return false;
  const known = silent.every(operation => run.server.knownWaits.has(placeOf(operation)));
  if (await run.changes.within(known ? KNOWN_SILENCE : SILENCE)) return true;
  for (const operation of silent) {
    operation.busy = false;
    run.server.knownWaits.add(placeOf(operation));
    run.caveats.add(
      `${operation.name} waited for something other than SQL, which the search does not order.`,
    );
  }
  return false;
}

function isSilent(run: Run, operation: Operation): boolean {
  if (!operation.busy || operation.ending || operation.waitsForPool > 0) return false;
  return ![...run.calls].some(call => call.operation === operation);
}

/** The same wait has the same place in every schedule, as far as the operation's own statements go. */
function placeOf({ name, sent }: Operation): string {
  return `${name} ${sent}`;
}

/** Whether what `call` locks is locked by a transaction of someone else. */
function mayBlock(run: Run, { connection, footprint, shape }: Call): boolean {
  if (footprint.universal || (run.server.rowGate && shape.writes.length > 0)) return true;
  if (footprint.locks.length === 0) return false;
  return [...run.transactions].some(
    ([other, { locks }]) => other !== connection && locksConflict(footprint.locks, locks),
  );
}

async function areAllBlocked(run: Run): Promise<boolean> {
  const { control, rowGate } = run.server;
  const before = run.changes.count;
  const calls = run.onServer;
  const blockers = await blockersOf(control, calls.map(backendOf));
  if (before !== run.changes.count) return false;
  for (const call of calls) call.blockers = blockers.get(backendOf(call)) ?? [];
  if (rowGate?.park(run, calls)) return false;
  if (!calls.every(call => isWaiting(run, call))) return false;
  for (const call of calls) block(run, call);
  return !(await leftToServer(run, calls));
}

function backendOf({ connection }: Call): number {
  return connection?.backend ?? 0;
}

/** How long a lock of a session that is not ours may be waited for: autovacuum and its like come and go. */
const FOREIGN = 5000;

function isWaiting(run: Run, { blockers, sentAt }: Call): boolean {
  if (blockers.some(pid => strandAt(run, pid) !== undefined)) return true;
  return blockers.length > 0 && performance.now() - sentAt > FOREIGN;
}

function block(run: Run, call: Call): void {
  call.phase = 'blocked';
  const { entry, blockers } = call;
  if (!entry || entry.waitedFor.length > 0) return;
  entry.waitedFor = [...new Set(blockers.map(pid => strandAt(run, pid)).filter(name => name !== undefined))];
}

/** The strand that runs or has a transaction open on the server process `pid`. */
function strandAt(run: Run, pid: number): string | undefined {
  const call = run.onServer.find(each => backendOf(each) === pid);
  if (call) return call.strand;
  const holder = [...run.transactions.keys()].find(({ backend }) => backend === pid);
  return holder && run.strands.of(holder);
}

/** Offers a deadlock's victims to the search; true when the server has to resolve it itself. */
async function leftToServer(run: Run, calls: readonly Call[]): Promise<boolean> {
  const cycle = findCycle(calls);
  if (cycle.length === 0) return false;
  if (await areHard(run.server.control, waitsIn(cycle))) {
    if (run.cycle.length === 0) run.deadlocks.push(cycle.map(({ strand }) => strand));
    run.cycle = cycle;
    return false;
  }
  for (const call of cycle) call.phase = 'running';
  await run.changes.within(PATIENCE);
  return true;
}
