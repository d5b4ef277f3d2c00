import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MikroORM, type Options } from '../index.ts';
import { UsageError } from './usage-error.ts';

type Exported = MikroORM | Options | ((context: string) => Options | Promise<Options>);

/** The ORM of the configuration that `file` exports, or else of the project's. */
export async function ormIn(file: string | undefined): Promise<MikroORM> {
  const path = file ?? (await configOfProject());
  const module: { default?: Exported | Promise<Exported> } = await import(pathToFileURL(resolve(path)).href);
  const exported = await module.default;
  if (exported instanceof MikroORM) return exported;
  const options = typeof exported === 'function' ? await exported('default') : exported;
  if (typeof options !== 'object')
    throw new UsageError(
      `${path} has no configuration as its default export: write export default defineConfig({ … })`,
    );
  return MikroORM.init({ ...options, checkDatabase: false });
}

/** As MikroORM's command finds it. */
async function configOfProject(): Promise<string> {
  const { 'mikro-orm': settings }: { 'mikro-orm'?: { configPaths?: readonly string[] } } = existsSync(
    'package.json',
  )
    ? JSON.parse(await readFile('package.json', 'utf8'))
    : {};
  const paths = [...(settings?.configPaths ?? []), 'mikro-orm.config.js', 'dist/mikro-orm.config.js'];
  const found = paths.find(path => existsSync(path));
  if (found !== undefined) return found;
  throw new UsageError(`there is no configuration in ${paths.join(', ')}: name the file that exports it`);
}
