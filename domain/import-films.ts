import { Director, Distributor, Film } from '../entities/index.ts';
import { operation } from '../src/index.ts';
import { type FilmRecord } from './film-record.ts';

export interface Import {
  /** How many films were new. */
  readonly added: number;
}

/**
 * Adds the films that are not known yet, with their directors and distributors.
 *
 * Importers may race: they wait for each other in the order of the names, then of the titles.
 */
export const importFilms = operation(
  'importFilms',
  async (em, films: readonly FilmRecord[]): Promise<Import> => {
    const key = { key: ['name'] } as const;
    const directed = toNames(films.map(film => film.director));
    const directors = byName(directed, (await em.getOrCreateMany(Director, directed, key)).rows);
    const released = toNames(films.map(film => film.distributor));
    const distributors = byName(released, (await em.getOrCreateMany(Distributor, released, key)).rows);

    const rows = films.map(({ director, distributor, ...film }) => ({
      ...film,
      director: directors.get(director) ?? null,
      distributor: distributors.get(distributor) ?? null,
    }));
    const { created } = await em.getOrCreateMany(Film, rows, { key: ['title', 'releasedOn'] });
    return { added: created.size };
  },
);

function toNames(mentioned: readonly (string | null)[]): { readonly name: string }[] {
  return [...new Set(mentioned)].filter(name => name !== null).map(name => ({ name }));
}

/** Who has a name, whatever its case. */
function byName<E>(
  names: readonly { readonly name: string }[],
  rows: readonly E[],
): ReadonlyMap<string | null, E> {
  return new Map(rows.map((row, index) => [names[index]?.name ?? '', row]));
}
