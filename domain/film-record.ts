import { z } from 'zod';
import { type Rating, ratings } from '../entities/index.ts';

/** A film as a distributor's list has it. */
export interface FilmRecord {
  readonly title: string;
  /** The day of its release, as `yyyy-mm-dd`. */
  readonly releasedOn: string;
  readonly rating: Rating | null;
  /** Minutes. */
  readonly runningTime: number | null;
  readonly director: string | null;
  readonly distributor: string | null;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The list was closed in this year; it kept two digits of older ones, so that 1946 became 2046. */
const lastYear = 2011;

/** `Jun 12 1998`, read as `1998-06-12`. */
const day = z
  .string()
  .regex(/^[A-Z][a-z]{2} \d{2} \d{4}$/)
  .transform(text => {
    const month = months.indexOf(text.slice(0, 3)) + 1;
    const year = Number(text.slice(7));
    return `${year > lastYear ? year - 100 : year}-${String(month).padStart(2, '0')}-${text.slice(4, 6)}`;
  })
  .pipe(z.iso.date());

const entry = z
  .object({
    Title: z.union([z.string().min(1), z.number().transform(String), z.null().transform(() => 'Untitled')]),
    'Release Date': day,
    'MPAA Rating': z.enum(ratings).nullable(),
    'Running Time min': z.int().positive().nullable(),
    Director: z.string().min(1).nullable(),
    Distributor: z.string().min(1).nullable(),
  })
  .transform((film): FilmRecord => ({
    title: film.Title,
    releasedOn: film['Release Date'],
    rating: film['MPAA Rating'],
    runningTime: film['Running Time min'],
    director: film.Director,
    distributor: film.Distributor,
  }));

/**
 * Returns the films that entries of vega-datasets' `movies.json` describe, in their order.
 *
 * @throws ZodError when an entry lacks a key or holds something else than expected
 */
export function readFilmRecords(entries: unknown): FilmRecord[] {
  return z.array(entry).parse(entries);
}
