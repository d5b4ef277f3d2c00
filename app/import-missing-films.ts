import { type FilmRecord, importFilms } from '../domain/index.ts';
import { Film } from '../entities/index.ts';
import { type MikroORM } from '../src/index.ts';
import { byWorkers } from './by-workers.ts';
import { ProgressBar } from './progress-bar.ts';

const importers = 4;
const batch = 50;

/** Imports the films that are not stored yet, by four importers at a time. */
export async function importMissingFilms(
  orm: MikroORM,
  films: readonly FilmRecord[],
  signal: AbortSignal,
): Promise<void> {
  const stored = await findStored(orm);
  const missing = films.filter(film => !stored.has(keyOf(film)));
  if (missing.length === 0) return;

  const bar = new ProgressBar('Films imported', missing.length);
  try {
    await byWorkers(importers, interleaved(missing), films => importBatch(orm, films, bar), signal);
    bar.finish();
  } catch (error) {
    bar.abandon();
    throw error;
  }
}

async function importBatch(orm: MikroORM, films: readonly FilmRecord[], bar: ProgressBar): Promise<void> {
  await orm.unit(em => importFilms(em, films));
  bar.advance(films.length);
}

async function findStored(orm: MikroORM): Promise<ReadonlySet<string>> {
  const films = await orm.unit(em => em.findAll(Film, { fields: ['title', 'releasedOn'] }));
  return new Set(films.map(keyOf));
}

function keyOf({ title, releasedOn }: Pick<FilmRecord, 'title' | 'releasedOn'>): string {
  return `${releasedOn} ${title}`;
}

/** Batches of films from all over the list, so that batches at one time meet the same directors and distributors. */
function interleaved(films: readonly FilmRecord[]): FilmRecord[][] {
  const batches = Math.ceil(films.length / batch);
  return Array.from({ length: batches }, (_, first) => films.filter((_, index) => index % batches === first));
}
