import { parseArgs } from 'node:util';
import { z } from 'zod';

export interface StartOptions {
  /** Start from empty tables. */
  readonly fresh: boolean;
  /** Do so in a database that was not made by this application. */
  readonly yes: boolean;
  readonly port: number;
}

/** The command line, or the environment, asks for something that does not exist. */
export class UsageError extends Error {}

export const usage = `Usage: npm start [-- --fresh [--yes]]

  --fresh        throw the data away and begin again
  --yes          with --fresh and DATABASE_URL: yes, drop the box office's tables in that database

Environment:
  PORT           where to listen on 127.0.0.1; 3000 unless set
  DATABASE_URL   a PostgreSQL database of your own, instead of the one that is started for you
  DEBUG          show the stack of an error that ends the start`;

const ports = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.int().max(65_535));

/** Reads what `npm start` was asked for. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): StartOptions {
  const port = ports.safeParse(env['PORT'] || '3000');
  if (!port.success) throw new UsageError('PORT is not a port: give a number from 0 to 65535.');
  return { ...readArguments(args), port: port.data };
}

function readArguments(args: readonly string[]): Pick<StartOptions, 'fresh' | 'yes'> {
  const options = {
    fresh: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
  } as const;
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values;
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : 'Unknown option.', { cause });
  }
}
