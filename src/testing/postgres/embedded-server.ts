import { findPrograms } from './binaries.ts';
import { serverVersion } from './connection.ts';
import { PostgresStartError } from './errors.ts';
import { type Home, makeThrowAwayHome } from './home.ts';
import { initialise } from './initialise.ts';
import { openKeptHome } from './kept-home.ts';
import { lastLinesOfFile } from './log.ts';
import { sweepOrphans } from './orphans.ts';
import { PostgresServer } from './postgres-server.ts';
import type { Postmaster } from './postmaster.ts';
import { privateRoot } from './private-directory.ts';
import type { Programs } from './program.ts';
import { serverUser } from './server-user.ts';
import { startPostmaster } from './start-postmaster.ts';

export interface EmbeddedOptions {
  readonly directory?: string;
  readonly port?: number;
}

/** Starts a server of our own, after stopping those that killed processes left behind. */
export async function startEmbedded({ directory, port }: EmbeddedOptions): Promise<PostgresServer> {
  const began = performance.now();
  const user = serverUser(directory);
  const root = privateRoot(user);
  await sweepOrphans(root);

  const programs = await findPrograms(root, user);
  const home = directory === undefined ? makeThrowAwayHome(root, user) : await openKeptHome(directory, user);
  const { url, version, stop } = await startIn(home, programs, port);

  const startedIn = Math.round(performance.now() - began);
  const kept = home.kept ? { directory: home.path } : {};
  return new PostgresServer({ url, version, embedded: true, startedIn, ...kept }, stop);
}

interface Running {
  readonly url: string;
  readonly version: string;
  readonly stop: () => Promise<void>;
}

async function startIn(home: Home, programs: Programs, port?: number): Promise<Running> {
  try {
    const password = await initialise(home, programs);
    const postmaster = await startPostmaster(programs, home, port);
    const url = `postgresql://postgres:${password}@127.0.0.1:${postmaster.port}/postgres`;
    const version = await enter(url, home, postmaster);
    return { url, version, stop: () => stopAndRelease(postmaster, home) };
  } catch (error) {
    home.release();
    throw error;
  }
}

/** Connects once, so that a server that is returned is one that can be used. */
async function enter(url: string, home: Home, postmaster: Postmaster): Promise<string> {
  try {
    return await serverVersion(url);
  } catch (cause) {
    await postmaster.stop();
    throw new PostgresStartError('it runs and refuses our connection', lastLinesOfFile(home.log), { cause });
  }
}

async function stopAndRelease(postmaster: Postmaster, home: Home): Promise<void> {
  await postmaster.stop();
  home.release();
}
