import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repository } from './support/repository.ts';

/** Code that breaks one rule each, where it stands and which rule must say so. */
const offences: readonly [path: string, rule: string, code: string][] = [
  ['src/errors/up.ts', 'no-restricted-imports', `export { a } from '../mikro/a.ts';`],
  ['src/errors/package.ts', 'no-restricted-imports', `export { Client } from 'pg';`],
  ['src/mikro/right.ts', 'no-restricted-imports', `export { a } from '../unit/a.ts';`],
  ['src/mikro/door.ts', 'no-restricted-imports', `export { a } from '../manager.ts';`],
  ['src/unit/sideways.ts', 'no-restricted-imports', `export { a } from '../expression/a.ts';`],
  ['src/expression/right.ts', 'no-restricted-imports', `export { a } from '../race/a.ts';`],
  ['src/coherence/sideways.ts', 'no-restricted-imports', `export { a } from '../conflict/a.ts';`],
  ['src/conflict/sideways.ts', 'no-restricted-imports', `export { a } from '../race/a.ts';`],
  ['src/race/right.ts', 'no-restricted-imports', `export { a } from '../operation/a.ts';`],
  ['src/operation/door.ts', 'no-restricted-imports', `export { a } from '../manager.ts';`],
  ['src/testing/sideways.ts', 'no-restricted-imports', `export { a } from '../http/a.ts';`],
  ['src/http/application.ts', 'no-restricted-imports', `export { a } from '../../domain/index.ts';`],
  ['src/knows-an-entity.ts', 'no-restricted-imports', `export { a } from '../entities/index.ts';`],
  ['entities/up.ts', 'no-restricted-imports', `export { a } from '../src/index.ts';`],
  ['domain/deep.ts', 'no-restricted-imports', `export { a } from '../src/mikro/a.ts';`],
  ['domain/mikro.ts', 'no-restricted-imports', `export { raw } from '@mikro-orm/core';`],
  ['app/deep.ts', 'no-restricted-imports', `export { a } from '../src/manager.ts';`],
  ['app/test.ts', 'no-restricted-imports', `export { a } from '../test/support/database.ts';`],
  ['src/unit/round.ts', 'no-cycle', `import { b } from './about.ts';\nexport const a = () => b;`],
  ['src/unit/about.ts', 'no-cycle', `import { a } from './round.ts';\nexport const b = () => a;`],
  ['src/unit/cast.ts', 'consistent-type-assertions', `export const a = (b: unknown) => b as string;`],
  ['src/unit/any.ts', 'no-explicit-any', `export const a = (b: any) => b;`],
  ['src/unit/bang.ts', 'no-non-null-assertion', `export const a = (b?: string) => b!.length;`],
  ['src/unit/long-file.ts', 'max-lines', `export const a = [\n${'  1,\n'.repeat(300)}];`],
  ['src/unit/long-function.ts', 'max-lines-per-function', `export function a() {\n${'  a();\n'.repeat(41)}}`],
  [
    'src/unit/deep.ts',
    'max-depth',
    `export function a(b: number) {\n if (b) for (;;) while (b) { if (b) a(b); }\n}`,
  ],
  ['src/unit/wide.ts', 'max-params', `export const a = (b: 1, c: 1, d: 1, e: 1, f: 1) => b + c + d + e + f;`],
  ['src/unit/floating.ts', 'no-floating-promises', `export function a() {\n  Promise.resolve(1);\n}`],
  [
    'src/unit/else-return.ts',
    'no-else-return',
    `export function a(b: number) {\n if (b) return 1; else return 2;\n}`,
  ],
  ['src/unit/camelCase.ts', 'filename-case', `export const a = 1;`],
];

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
}

let workspace: string;
let found: Diagnostic[];

beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'selfsame-lint-'));
  await cp(join(repository, '.oxlintrc.json'), join(workspace, '.oxlintrc.json'));
  const compilerOptions = { module: 'nodenext', strict: true, types: [] };
  await writeFile(join(workspace, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  for (const [path, , code] of offences) {
    await mkdir(dirname(join(workspace, path)), { recursive: true });
    await writeFile(join(workspace, path), `${code}\n`);
  }
  found = await lint(workspace);
});

afterAll(() => rm(workspace, { recursive: true }));

test.each(offences)('in %s, %s fails', (path, rule) => {
  expect(found).toContainEqual(
    expect.objectContaining({
      filename: expect.stringMatching(path),
      code: expect.stringContaining(`(${rule})`),
    }),
  );
});

function lint(cwd: string): Promise<Diagnostic[]> {
  const oxlint = join(repository, 'node_modules/oxlint/bin/oxlint');
  const env = { ...process.env, OXLINT_TSGOLINT_PATH: join(repository, 'node_modules/.bin/tsgolint') };
  const { promise, resolve, reject } = Promise.withResolvers<Diagnostic[]>();
  execFile(
    process.execPath,
    [oxlint, '--format', 'json'],
    { cwd, env, maxBuffer: 2 ** 26 },
    (error, stdout, stderr) => {
      if (!stdout) return reject(new Error(`oxlint printed nothing: ${stderr}`, { cause: error }));
      resolve((JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics);
    },
  );
  return promise;
}
