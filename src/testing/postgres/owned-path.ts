import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, isOfThisNamespace, ownIdentity } from './owner.ts';

const OWNED = /^(?:server|copy)-(?<owner>\d+-\d+-\d+)-[0-9a-f]+$/;

/** A new path in `root` whose name says which process it belongs to, so that it has an owner from its first moment on. */
export function ownedPath(root: string, kind: 'server' | 'copy'): string {
  return join(root, `${kind}-${ownIdentity()}-${randomBytes(6).toString('hex')}`);
}

/** The paths in `root` whose owner is dead. */
export function abandonedPaths(root: string): string[] {
  return readdirSync(root)
    .filter(name => isAbandoned(OWNED.exec(name)?.groups?.['owner']))
    .map(name => join(root, name));
}

function isAbandoned(owner: string | undefined): boolean {
  return owner !== undefined && isOfThisNamespace(owner) && !isAlive(owner);
}
