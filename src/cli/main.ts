#!/usr/bin/env node
import process from 'node:process';
import { UsageError } from './usage-error.ts';
import { raceCommand } from './race-command.ts';

const usage = `selfsame race FILE   runs the race that FILE exports, on a database of its own

  --replay 'ada bob …'   runs one schedule alone, as a failure prints it
  --svg PATH             draws the simplest failing schedule
  --json PATH            writes the report as JSON
  --prove                fails also when the search ended before all was covered

DATABASE_URL names the server to use; without it one is started.
Ends with 0 when no schedule fails, 1 when one does, 2 when the command cannot be run.
`;

/** Runs the command line `selfsame …` and answers with its exit code. */
async function main([command, ...args]: readonly string[]): Promise<number> {
  if (command === undefined || command === '--help') return told(usage, command ? 0 : 2);
  try {
    if (command !== 'race') throw new UsageError(`there is no command '${command}'`);
    return await raceCommand(args);
  } catch (error) {
    if (error instanceof UsageError) return told(`selfsame: ${error.message}\n\n${usage}`, 2);
    const shown =
      error instanceof Error ? (process.env['DEBUG'] ? error.stack : error.message) : String(error);
    return told(`selfsame: ${shown}\n`, 2);
  }
}

function told(text: string, code: number): number {
  (code === 0 ? process.stdout : process.stderr).write(text);
  return code;
}

process.exitCode = await main(process.argv.slice(2));
