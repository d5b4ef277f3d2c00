import { Director, Distributor, Film } from '../entities/index.ts';
import {
  type EntityClass,
  type EntityManager,
  operation,
  type RequiredEntityData,
  sql,
} from '../src/index.ts';
import { type FilmRecord } from './film-record.ts';

export interface Import {
  /** How many films were new. */
  readonly added: number;
}

/**
 * Adds the films that are not known yet, with their directors and distributors.
 *
 * Importers may race. Each sends its rows in the order of their unique key, so that importers of the same
 * rows wait for each other instead of deadlocking, and leaves out what another one added.
 */
export const importFilms = operation(
  'importFilms',
  async (em, films: readonly FilmRecord[]): Promise<Import> => {
    await insertNew(em, Director, toNames(films.map(film => film.director)));
    await insertNew(em, Distributor, toNames(films.map(film => film.distributor)));
    return { added: await insertNew(em, Film, films.toSorted(byTitleAndDay).map(toRow)) };
  },
);

function toNames(mentioned: readonly (string | null)[]): { name: string }[] {
  return [...new Set(mentioned)]
    .filter(name => name !== null)
    .toSorted((a, b) => compare(a.toLowerCase(), b.toLowerCase()) || compare(a, b))
    .map(name => ({ name }));
}

async function insertNew<E extends object>(
  em: EntityManager,
  type: EntityClass<E>,
  rows: RequiredEntityData<E>[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const { affectedRows } = await em
    .createQueryBuilder(type)
    .insert(rows)
    .onConflict()
    .ignore()
    .execute('run');
  return affectedRows;
}

function toRow({ director, distributor, ...film }: FilmRecord): RequiredEntityData<Film> {
  return {
    ...film,
    director:
      director === null ? null : sql`(select id from director where lower(name) = lower(${director}))`,
    distributor:
      distributor === null
        ? null
        : sql`(select id from distributor where lower(name) = lower(${distributor}))`,
  };
}

function byTitleAndDay(a: FilmRecord, b: FilmRecord): number {
  return compare(a.title, b.title) || compare(a.releasedOn, b.releasedOn);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
