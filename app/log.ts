/** Takes what an operator has to know, one event at a time. */
export type Log = (event: Readonly<Record<string, unknown>>) => void;

/** Writes an event to standard error, as one line of JSON. */
export const logToStderr: Log = event => {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), ...event })}\n`);
};
