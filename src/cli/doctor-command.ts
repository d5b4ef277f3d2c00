import process from 'node:process';
import { checkDatabase, type DatabaseFinding, findingText } from '../index.ts';
import { ormIn } from './orm-in.ts';
import { parsed } from './parsed.ts';
import { UsageError } from './usage-error.ts';

/** Runs `selfsame doctor …` and answers with the exit code. */
export async function doctorCommand(args: readonly string[]): Promise<number> {
  const { file, json } = readArguments(args);
  await using orm = await ormIn(file);
  const findings = await checkDatabase(orm);
  const problems = findings.filter(({ isProblem }) => isProblem).length;
  process.stdout.write(
    json ? `${JSON.stringify({ problems, findings }, null, 2)}\n` : report(findings, problems),
  );
  return problems === 0 ? 0 : 1;
}

function report(findings: readonly DatabaseFinding[], problems: number): string {
  const lines = findings.map(finding => `${finding.isProblem ? 'problem' : 'note'}  ${findingText(finding)}`);
  const summary =
    problems === 0
      ? 'The database has what the entities declare.'
      : `${problems} ${problems === 1 ? 'problem' : 'problems'}.`;
  return [...lines, summary, ''].join('\n');
}

interface DoctorArguments {
  readonly file: string | undefined;
  readonly json?: boolean | undefined;
}

function readArguments(args: readonly string[]): DoctorArguments {
  const { values, positionals } = parsed(args, { json: { type: 'boolean' } });
  const [file, ...more] = positionals;
  if (more.length > 0) throw new UsageError('name one file that exports a configuration');
  return { ...values, file };
}
