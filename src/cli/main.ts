#!/usr/bin/env node
import process from 'node:process';
import { doctorCommand } from './doctor-command.ts';
import { raceCommand } from './race-command.ts';
import { UsageError } from './usage-error.ts';

const usage = `selfsame race FILE   runs the race that FILE exports, on a database of its own

  --replay 'ada bob …'   runs one schedule alone, as a failure prints it
  --svg PATH             draws the simplest failing schedule
  --json PATH            writes the report as JSON
  --prove                fails also when the search ended before all was covered

  DATABASE_URL names the server to use; without it one is started.
  Ends with 0 when no schedule fails, 1 when one does, 2 when the command cannot be run.

selfsame doctor [FILE]   tells what the database lacks of what the entities declare, and what to write

  FILE exports the configuration or the ORM; without it the project's mikro-orm.config is taken
  --json                 prints the findings as JSON

  Ends with 0 when nothing has to be mended, 1 when something has, 2 when the command cannot be run.
`;

const commands = new Map([
  ['race', raceCommand],
  ['doctor', doctorCommand],
]);

/** Runs the command line `selfsame …` and answers with its exit code. */
async function main([command, ...args]: readonly string[]): Promise<number> {
  if (command === undefined || command === '--help') return told(usage, command ? 0 : 2);
  try {
    const run = commands.get(command);
    if (!run) throw new UsageError(`there is no command '${command}'`);
    return await run(args);
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
