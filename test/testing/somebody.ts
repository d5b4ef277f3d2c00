import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { ScriptOptions } from './script.ts';

export const isRoot = process.getuid?.() === 0;
if (!isRoot) console.log('skipped: only root can try other users and directories that are closed to them');

// initdb insists that its user has a name, and this one has one on every Linux.
export const SOMEBODY = 1;

/** Runs a script in `project` as another user, with a node that this user can reach. */
export function as(uid: number, project: string): ScriptOptions {
  return { project, uid, cwd: project, node: nodeFor(uid, project) };
}

function nodeFor(uid: number, directory: string): string {
  if (spawnSync(process.execPath, ['--version'], { uid, gid: uid }).status === 0) return process.execPath;
  const node = join(directory, 'node');
  copyFileSync(process.execPath, node);
  chmodSync(node, 0o755);
  return node;
}
