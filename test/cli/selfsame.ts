import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { inject } from 'vitest';
import { repository } from '../support/repository.ts';

/** What a command printed, and how it ended. */
interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly complaint: string;
}

/** Runs the built command on this run's server. */
export function selfsame(...args: string[]): Promise<Ended> {
  return selfsameOn(inject('selfsame').url, ...args);
}

/** Runs the built command with `url` for the database. */
export async function selfsameOn(url: string, ...args: string[]): Promise<Ended> {
  const env = { ...process.env, DATABASE_URL: url };
  const child = spawn(process.execPath, [join(repository, 'dist/src/cli/main.js'), ...args], {
    env,
    cwd: repository,
  });
  const end = Promise.withResolvers<number | null>();
  child.on('close', end.resolve);
  const read = async (stream: AsyncIterable<Buffer>) => (await Array.fromAsync(stream)).join('');
  const [output, complaint, code] = await Promise.all([read(child.stdout), read(child.stderr), end.promise]);
  return { code, output, complaint };
}
