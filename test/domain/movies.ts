import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The 3,201 entries of vega-datasets' `movies.json`, as they are there. */
export function readMovies(): unknown {
  const entry = createRequire(import.meta.url).resolve('vega-datasets');
  return JSON.parse(readFileSync(entry.replace(/build.index\.js$/, 'data/movies.json'), 'utf8'));
}
