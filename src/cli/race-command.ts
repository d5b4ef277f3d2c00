import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import {
  cloneDatabase,
  formatReport,
  progressLine,
  race,
  type RaceDefinition,
  type RaceReport,
  renderSvg,
  reportToJson,
  startPostgres,
} from '../testing/index.ts';
import { parsed } from './parsed.ts';
import { UsageError } from './usage-error.ts';

interface RaceArguments {
  readonly file: string;
  readonly replay?: string | undefined;
  readonly svg?: string | undefined;
  readonly json?: string | undefined;
  readonly prove?: boolean | undefined;
}

/** Runs `selfsame race …` and answers with the exit code. */
export async function raceCommand(args: readonly string[]): Promise<number> {
  const given = readArguments(args);
  const reports = await raceInOwnDatabase(await definitionIn(given.file), given);
  process.stdout.write(`${formatReport(reports)}\n`);
  await writeFiles(reports, given);

  const isEnough = ({ verdict }: RaceReport) =>
    verdict === 'covered' || (verdict === 'not found' && !given.prove);
  return reports.every(isEnough) ? 0 : 1;
}

function readArguments(args: readonly string[]): RaceArguments {
  const options = {
    replay: { type: 'string' },
    svg: { type: 'string' },
    json: { type: 'string' },
    prove: { type: 'boolean' },
  } as const;
  const { values, positionals } = parsed(args, options);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('name one file that exports a race');
  return { ...values, file };
}

async function definitionIn(file: string): Promise<RaceDefinition> {
  const module: { default?: RaceDefinition } = await import(pathToFileURL(resolve(file)).href);
  if (typeof module.default?.orm === 'function' && typeof module.default.operations === 'object')
    return module.default;
  throw new UsageError(
    `${file} has no race as its default export: write export default defineRace({ orm, operations, … })`,
  );
}

async function raceInOwnDatabase(
  { orm: open, ...options }: RaceDefinition,
  { replay = options.replay }: RaceArguments,
): Promise<readonly RaceReport[]> {
  await using server = await startPostgres();
  await using database = await cloneDatabase({ url: server.url, name: 'template1' });
  await using orm = await open(database.url);
  const progress = progressLine();
  const isolation = [options.isolation ?? 'read committed'].flat();
  // Awaited here, because what `using` opened is closed when the function returns.
  return await race(orm, { ...options, isolation, replay, onProgress: progress }).finally(() =>
    progress.end(),
  );
}

async function writeFiles(reports: readonly RaceReport[], { svg, json }: RaceArguments): Promise<void> {
  const drawn = reports.find(report => report.verdict === 'fails') ?? reports[0];
  if (svg && drawn) await writeFile(svg, renderSvg(drawn));
  if (json) await writeFile(json, `${JSON.stringify(reports.map(reportToJson), null, 2)}\n`);
}
