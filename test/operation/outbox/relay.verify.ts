import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { testDatabase } from '../../support/database.ts';
import { repository } from '../../support/repository.ts';
import { scratchDirectory } from '../../testing/scratch.ts';

const db = testDatabase();

test('a relay does not keep the process running; one with keepAlive does', async () => {
  const script = join(scratchDirectory(), 'relay.mjs');
  const dist = (path: string) => pathToFileURL(join(repository, 'dist', path)).href;
  await writeFile(
    script,
    `import config from '${dist('mikro-orm.config.js')}';
     import { MikroORM, relayEvents } from '${dist('src/index.js')}';
     const orm = await MikroORM.init({ ...config, clientUrl: process.argv[2], driverOptions: { allowExitOnIdle: true } });
     relayEvents(orm, () => {}, { every: 100_000, keepAlive: process.argv[3] === 'true' });`,
  );
  const run = (keepAlive: boolean) =>
    promisify(execFile)(process.execPath, [script, db.url, String(keepAlive)], { timeout: 4_000 });

  await expect(run(false)).resolves.toMatchObject({ stderr: '' });
  await expect(run(true)).rejects.toMatchObject({ killed: true });
});
