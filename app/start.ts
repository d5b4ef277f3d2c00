import process from 'node:process';
import { readOptions, usage, UsageError } from './options.ts';
import { run } from './run.ts';
import { stopOnSignals } from './stop-on-signals.ts';

const stopping = stopOnSignals();
try {
  await run(readOptions(process.argv.slice(2), process.env), stopping);
  process.exit(0);
} catch (error) {
  // What is given up, or hit by the same Ctrl-C, while we stop is no failure.
  process.exit(stopping.signal.aborted ? 0 : tell(error));
}

function tell(error: unknown): number {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${usage}`);
    return 2;
  }
  const debug = Boolean(process.env['DEBUG']);
  console.error(debug || !(error instanceof Error) ? error : `Cannot start: ${error.message}`);
  return 1;
}
