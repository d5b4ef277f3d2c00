import { join } from 'node:path';
import process from 'node:process';
import { expect } from 'vitest';
import type { Result } from './script.ts';

/** A script that starts a server, kept in KEPT when that is set, and stops it. */
export const START_AND_STOP = `
  const server = await testing.startPostgres({ directory: process.env.KEPT });
  console.log('directory ' + server.directory);
  await server.stop();
`;

/** A script that prints why no server can be started. */
export const FAIL_TO_START = `
  await testing
    .startPostgres({ directory: process.env.KEPT })
    .catch(error => console.log(error.code, JSON.stringify(error.message)));
`;

export function expectSuccess({ code, errors }: Result): void {
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
}

/** The directory in `temporary` that the servers of this user share. */
export function privateRoot(temporary: string, uid = process.getuid?.()): string {
  return join(temporary, `selfsame-${uid}`);
}
