import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type FilmRecord, readFilmRecords } from '../domain/index.ts';

export interface FilmList {
  /** All films of the list. */
  readonly films: readonly FilmRecord[];
  /** The films that most people voted on, most voted first. */
  readonly popular: readonly FilmRecord[];
}

const votes = z.array(z.object({ 'IMDB Votes': z.number().nullable() }));

/** Reads the list of 3,201 films that the package vega-datasets carries. */
export async function readFilmList(): Promise<FilmList> {
  const file = new URL('../data/movies.json', import.meta.resolve('vega-datasets'));
  const entries: unknown = JSON.parse(await readFile(file, 'utf8'));
  const films = readFilmRecords(entries);
  const voted = votes.parse(entries).map((entry, index) => ({ votes: entry['IMDB Votes'] ?? 0, index }));
  const popular = voted.toSorted((a, b) => b.votes - a.votes).flatMap(({ index }) => films[index] ?? []);
  return { films, popular };
}
