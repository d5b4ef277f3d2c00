// Removes from dist what was built of sources that are gone, so that no test of theirs runs on.
import { existsSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
for (const built of globSync('dist/**/*.{js,d.ts}', { cwd: root })) {
  const source = built.replace(/^dist./, '').replace(/(\.d\.ts|\.js)$/, '.ts');
  if (!existsSync(join(root, source)))
    for (const file of [built, `${built}.map`]) rmSync(join(root, file), { force: true });
}
