import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repository } from '../../support/repository.ts';

/** The other libraries are none of the project's dependencies: they are installed where nothing else looks. */
const directory = join(repository, '.selfsame/peers');
const versions = { 'drizzle-orm': '0.45.4', pg: '8.23.1', sequelize: '6.37.8', typeorm: '1.1.1' };

type Installed = keyof typeof versions;

export function versionOf(name: Installed): string {
  return versions[name];
}

export function arePeersInstalled(): boolean {
  return Object.entries(versions).every(([name, version]) => {
    const manifest = join(directory, 'node_modules', name, 'package.json');
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version;
  });
}

export function installPeers(): void {
  if (arePeersInstalled()) return;
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ private: true, dependencies: versions }));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: directory,
    stdio: 'inherit',
  });
}

/** A module of theirs, typed as what is used of it. */
export async function peerModule<T>(name: string): Promise<T> {
  const path = createRequire(join(directory, 'package.json')).resolve(name);
  const module: { default?: T } & T = await import(pathToFileURL(path).href);
  return module.default ?? module;
}
