import process from 'node:process';

export interface Stopping {
  /** Aborted by the first Ctrl-C, SIGTERM or closed terminal. */
  readonly signal: AbortSignal;
  /** Says what even the second Ctrl-C, which waits for nothing else, has to do. */
  readonly beforeExit: (last: () => Promise<void>) => void;
}

/** Under npm one Ctrl-C arrives twice: from the terminal, and passed on by npm. */
const echo = 500;

/** Turns signals that ask the process to end into an orderly stop. */
export function stopOnSignals(): Stopping {
  const controller = new AbortController();
  let last = async () => {};
  let first = Infinity;
  const stop = () => {
    if (controller.signal.aborted && performance.now() - first > echo)
      void last().finally(() => process.exit(130));
    if (controller.signal.aborted) return;
    first = performance.now();
    controller.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop);
  return { signal: controller.signal, beforeExit: run => (last = run) };
}
