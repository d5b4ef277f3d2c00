import { type MikroORM, type Relay, relayEvents } from '../src/index.ts';
import { type Log, logToStderr } from './log.ts';

/**
 * Announces what the box office publishes, until it is stopped or `signal` is aborted: here as a line of the log, elsewhere
 * as a mail, a job or a message.
 */
export function announceEvents(orm: MikroORM, signal: AbortSignal, log: Log = logToStderr): Relay {
  return relayEvents(orm, ({ id, type, payload }) => log({ level: 'info', event: type, id, payload }), {
    signal,
    onError: error => {
      // What is hit by the same Ctrl-C while we stop is no failure.
      if (!signal.aborted)
        log({ level: 'error', task: 'relay', error: error instanceof Error ? error.stack : error });
    },
  });
}
