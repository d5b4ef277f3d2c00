import { type MikroORM } from '../src/index.ts';
import { addMissingShows } from './add-missing-shows.ts';
import { readFilmList } from './film-list.ts';
import { importMissingFilms } from './import-missing-films.ts';

const filmsInProgramme = 40;

/** Makes the data complete: what is there already stays, so a start that was killed is completed by the next. */
export async function seed(orm: MikroORM, signal: AbortSignal): Promise<void> {
  const { films, popular } = await readFilmList();
  await importMissingFilms(orm, films, signal);
  await addMissingShows(orm, popular.slice(0, filmsInProgramme), signal);
}
