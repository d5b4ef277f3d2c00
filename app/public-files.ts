import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import { etag } from 'hono/etag';
import { repositoryRoot } from './repository-root.ts';

const files = {
  '/styles.css': 'text/css; charset=utf-8',
  '/seat-map.js': 'text/javascript; charset=utf-8',
  '/in-place.js': 'text/javascript; charset=utf-8',
  '/favicon.svg': 'image/svg+xml',
};

/** Serves the files of app/public, read once. Browsers ask each time whether they have the current ones. */
export const publicFiles = new Hono();

for (const [path, type] of Object.entries(files)) {
  const content = readFileSync(join(repositoryRoot, 'app/public', path), 'utf8');
  publicFiles.get(path, etag(), c =>
    c.body(content, 200, { 'Content-Type': type, 'Cache-Control': 'no-cache' }),
  );
}
