import type { Call } from './call.ts';

/** Calls of which each waits for the next and the last for the first. */
export function findCycle(blocked: readonly Call[]): Call[] {
  for (const call of blocked) {
    const cycle = cycleFrom(call, blocked, []);
    if (cycle) return cycle;
  }
  return [];
}

function cycleFrom(call: Call, blocked: readonly Call[], path: readonly Call[]): Call[] | undefined {
  if (path.includes(call)) return path.slice(path.indexOf(call));
  for (const pid of call.blockers) {
    const next = blocked.find(each => each.connection?.backend === pid);
    const cycle = next && cycleFrom(next, blocked, [...path, call]);
    if (cycle) return cycle;
  }
  return undefined;
}

/** Who waits for whom in `cycle`, as server processes. */
export function waitsIn(cycle: readonly Call[]): { waiter: number; holder: number }[] {
  return cycle.map(({ connection }, index) => ({
    waiter: connection?.backend ?? 0,
    holder: cycle[(index + 1) % cycle.length]?.connection?.backend ?? 0,
  }));
}
