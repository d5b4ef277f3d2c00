import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ownedPath } from './owned-path.ts';
import { makeDirectory } from './private-directory.ts';
import type { ServerUser } from './server-user.ts';

/** The directory of one server. All in it is ours, except `data`, which is the server user's. */
export interface Home {
  readonly path: string;
  readonly data: string;
  readonly log: string;
  readonly kept: boolean;
  /** Gives the directory up: removes it, or leaves it to the next start when its data is kept. */
  readonly release: () => void;
}

export function homeAt(path: string, kept: boolean, release: () => void): Home {
  return { path, data: join(path, 'data'), log: join(path, 'log'), kept, release };
}

/** A new directory that is gone after `release`. */
export function makeThrowAwayHome(root: string, user: ServerUser | undefined): Home {
  const path = ownedPath(root, 'server');
  makeDirectory(path, user);
  return homeAt(path, false, () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }));
}
