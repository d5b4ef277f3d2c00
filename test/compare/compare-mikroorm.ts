import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { startPostgres } from '../../src/testing/index.ts';
import { compareWorlds } from './comparison.ts';
import { README, readmeWith } from './readme.ts';
import { terminalText } from './terminal-text.ts';
import { holds } from './verdict.ts';

// Prints what MikroORM and Selfsame make of the same scenarios; with --write it also goes into the README.
await using server = await startPostgres();
const comparison = await compareWorlds(server.url);
console.log(terminalText(comparison));
if (process.argv.includes('--write')) writeFileSync(README, readmeWith(comparison));
process.exitCode = holds(comparison) ? 0 : 1;
