import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { repository } from './support/repository.ts';

const manifest = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
  exports: Record<string, string | { types: string; default: string }>;
};
const entryPoints = Object.values(manifest.exports).filter(target => typeof target === 'object');

// A setup file of vitest, which nothing but vitest can load.
const standing = entryPoints.filter(({ default: file }) => !file.endsWith('/vitest/index.js'));

/** What a Node process of its own prints when it runs `code` as a module in the repository. */
async function printed(code: string): Promise<string> {
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: repository,
  });
  return (await run).stdout.trim();
}

test.each(standing)('$default loads on its own, in a fresh process', async ({ default: file }) => {
  const url = pathToFileURL(join(repository, file)).href;

  expect(await printed(`console.log(Object.keys(await import('${url}')).length > 0)`)).toBe('true');
});

test.each(['cart', 'customer', 'director', 'distributor', 'film', 'seat', 'show', 'ticket'])(
  'whichever entity is loaded first, here %s, the others are there when they are needed',
  async first => {
    const file = (name: string) => pathToFileURL(join(repository, `dist/${name}.js`)).href;
    const code = `
      await import('${file(`entities/${first}`)}');
      const { MikroORM } = await import('${file('src/index')}');
      const { default: config } = await import('${file('mikro-orm.config')}');
      const orm = await MikroORM.init(config);
      console.log([...orm.getMetadata()].length);`;

    expect(await printed(code)).toBe('10');
  },
);

test('no published type is any', async () => {
  for (const { types } of entryPoints) {
    const text = await readFile(join(repository, types), 'utf8');
    expect(text).not.toMatch(/: any\b/);
  }
});

test('the entry point of the tests does not load the package that changes exit codes', async () => {
  const url = pathToFileURL(join(repository, 'dist/src/testing/index.js')).href;
  const code = `await import('${url}'); setTimeout(() => {}, 1); process.exitCode = 3;`;

  const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: repository,
  });

  await expect(run).rejects.toMatchObject({ code: 3 });
});
