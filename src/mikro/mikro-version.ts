import { createRequire } from 'node:module';
import { MikroVersionError } from '../errors/boot-errors.ts';

/** The one release that everything in this folder was written for. */
export const MIKRO_VERSION = '7.2.1';

const packages = ['@mikro-orm/core', '@mikro-orm/sql', '@mikro-orm/postgresql'];

/** Throws MikroVersionError unless every MikroORM package in use is the release Selfsame is written for. */
export function requireMikroVersion(versionOf: (packageName: string) => string = installedVersion): void {
  for (const packageName of packages) {
    const found = versionOf(packageName);
    if (found !== MIKRO_VERSION) throw new MikroVersionError(packageName, found, MIKRO_VERSION);
  }
}

function installedVersion(packageName: string): string {
  // The driver package is a peer; the others are found from where it is, as they are found at run time.
  const fromDriver = createRequire(
    createRequire(import.meta.url).resolve('@mikro-orm/postgresql/package.json'),
  );
  return (fromDriver(`${packageName}/package.json`) as { version: string }).version;
}
