import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './repository.ts';

/** A piece of code in the documentation that has to compile and run. */
export interface Snippet {
  /** The file and line that it starts on, relative to the repository. */
  readonly at: string;
  readonly code: string;
}

/** Every `ts` block of the README and docs, and every `@example` of a docstring in src. */
export function snippets(): Snippet[] {
  return [
    ...read('README.md', 'docs/**/*.md').flatMap(([path, text]) => blocksOf(path, text)),
    ...read('src/**/*.ts').flatMap(([path, text]) => examplesOf(path, text)),
  ];
}

/** The SQL that a snippet says it sends, one pattern a statement; `…` stands for anything. */
export function promisedSql({ code }: Snippet): RegExp[] {
  return code
    .split('\n')
    .map(
      line =>
        /^\s*\/\/ ((?:select|insert|update|delete|begin|start|commit|rollback|savepoint|release|lock|with)\b.*)$/.exec(
          line,
        )?.[1],
    )
    .filter(line => line !== undefined)
    .flatMap(line => line.split('; '))
    .map(sql => new RegExp(`^${sql.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('…', '.*')}$`, 'is'));
}

function read(...patterns: string[]): [path: string, text: string][] {
  return globSync(patterns, { cwd: repository })
    .toSorted()
    .map(path => [path, readFileSync(join(repository, path), 'utf8')]);
}

function blocksOf(path: string, text: string): Snippet[] {
  return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(({ 1: code = '', index }) => ({
    at: `${path}:${line(text, index)}`,
    code,
  }));
}

function examplesOf(path: string, text: string): Snippet[] {
  return [...text.matchAll(/^ *\* @example\n(.*?)(?=^ *\*(?:\/| @| *\n *\*\/))/gms)].map(
    ({ 1: body = '', index }) => ({
      at: `${path}:${line(text, index)}`,
      code: body.replaceAll(/^ *\* ?/gm, ''),
    }),
  );
}

function line(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
