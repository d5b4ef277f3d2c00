import { expect, test } from 'vitest';
import { readFilmRecords } from '../../domain/index.ts';
import { readMovies } from './movies.ts';

const entry = {
  Title: 'The Land Girls',
  'Release Date': 'Jun 12 1998',
  'MPAA Rating': 'R',
  'Running Time min': null,
  Director: null,
  Distributor: 'Gramercy',
  'US Gross': 146083,
};

test('an entry becomes a film record', () => {
  expect(readFilmRecords([entry])).toEqual([
    {
      title: 'The Land Girls',
      releasedOn: '1998-06-12',
      rating: 'R',
      runningTime: null,
      director: null,
      distributor: 'Gramercy',
    },
  ]);
});

test.for([
  [300, '300'],
  [null, 'Untitled'],
] as const)('the title %s is read as "%s"', ([Title, title]) => {
  expect(readFilmRecords([{ ...entry, Title }])[0]?.title).toBe(title);
});

test('a year after the list was closed is one of the century before', () => {
  const releasedOn = (date: string) => readFilmRecords([{ ...entry, 'Release Date': date }])[0]?.releasedOn;

  expect(releasedOn('Dec 31 2046')).toBe('1946-12-31');
  expect(releasedOn('Jan 01 2011')).toBe('2011-01-01');
  expect(readFilmRecords(readMovies()).every(film => film.releasedOn < '2012')).toBe(true);
});

test('every entry of the file is a film of its own', () => {
  const films = readFilmRecords(readMovies());

  expect(films).toHaveLength(3201);
  expect(new Set(films.map(film => `${film.releasedOn} ${film.title}`)).size).toBe(3201);
});

test.for([
  ['a day that does not exist', { ...entry, 'Release Date': 'Feb 30 1998' }],
  ['a month that does not exist', { ...entry, 'Release Date': 'Foo 12 1998' }],
  ['a date with more after it', { ...entry, 'Release Date': 'Jun 12 1998 BC' }],
  ['an unknown rating', { ...entry, 'MPAA Rating': 'X' }],
  ['a running time of nothing', { ...entry, 'Running Time min': 0 }],
  ['an empty title', { ...entry, Title: '' }],
  ['an entry without a director key', { ...entry, Director: undefined }],
  ['an entry that is not an object', 'The Land Girls'],
] as const)('an entry with %s is refused', ([, wrong]) => {
  expect(() => readFilmRecords([wrong])).toThrow(expect.objectContaining({ name: 'ZodError' }));
});
