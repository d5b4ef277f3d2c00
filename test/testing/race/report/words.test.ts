import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { progressLine } from '../../../../src/testing/race/report/progress-line.ts';
import { readableSql } from '../../../../src/testing/race/report/readable-sql.ts';
import { shownValue } from '../../../../src/testing/race/report/shown-value.ts';
import { widthOf, wrapped } from '../../../../src/testing/race/report/text-columns.ts';

test.each([
  [
    'select "a0".* from "account" as "a0" where "a0"."id" = 1 limit 1',
    'select * from account where id = 1 limit 1',
  ],
  [
    'select "f0"."id", "f0"."version", "f0"."title", "f0"."likes", "f0"."rating" from "film" as "f0"',
    'select id, version, title, … from film',
  ],
  [
    'select "s0".*, "f1"."title" as "f1__title" from "show" as "s0" left join "film" as "f1" on "s0"."film_id" = "f1"."id"',
    'select show.*, film.title as f1__title from show left join film on show.film_id = film.id',
  ],
  [
    'select "a0".* from "node" as "a0" inner join "node" as "a1" on "a1"."id" = "a0"."parent_id"',
    'select a0.* from node as a0 inner join node as a1 on a1.id = a0.parent_id',
  ],
  [
    `insert into "t" ("a") values ('it''s "quoted"  a0.x') returning "id"`,
    `insert into t (a) values ('it''s "quoted"  a0.x') returning id`,
  ],
  [
    'update "film" set "likes" = "likes" + 1\n  where "id" = 1 returning "id", "a", "b", "c", "d"',
    'update film set likes = likes + 1 where id = 1 returning id, a, b, …',
  ],
  ['select coalesce(a, b), "c" from "t"', 'select coalesce(a, b), c from t'],
  ['-- bob is the victim of the deadlock', '— bob is the victim of the deadlock'],
  ['commit', 'commit'],
])('%s is shown as it would be written', (sql, shown) => {
  expect(readableSql(sql)).toBe(shown);
});

test('what stands in the literals of a statement is never changed', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      const literal = `'${text.replaceAll("'", "''").replaceAll('\0', '')}'`;
      expect(readableSql(`select "a0".* from "t" as "a0" where "a0"."x" = ${literal}`)).toBe(
        `select * from t where x = ${literal}`,
      );
    }),
  );
});

test('values are shown as their literals, short and on one line', () => {
  class Seat {
    readonly id = 1;
    readonly label = 'A1';
  }
  const again: { self?: object } = {};
  again.self = again;

  expect(shownValue([1, 2n, null, undefined, true])).toBe('[1, 2n, null, undefined, true]');
  expect(shownValue(new Seat())).toBe("Seat {id: 1, label: 'A1'}");
  expect(shownValue({ at: new Date(0), bytes: Buffer.from([255]) })).toBe(
    String.raw`{at: 1970-01-01T00:00:00.000Z, bytes: \xff}`,
  );
  expect(shownValue('x'.repeat(100))).toHaveLength(62);
  expect(shownValue(Array.from({ length: 100 }, (_, index) => index))).toBe('[0, 1, 2, 3, 4, 5, …]');
  expect(shownValue(again)).toBe('{self: {self: {self: …}}}');
});

test('lines are never wider than asked, and nothing but blanks is lost while there is room', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 4, max: 40 }), (text, width) => {
      const lines = wrapped(text, width, 1_000);
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      for (const line of wrapped(text, width, 2)) expect(widthOf(line)).toBeLessThanOrEqual(width);
    }),
  );
});

/** A stream that keeps what is written to it. */
function written(stream: {
  isTTY?: boolean;
  columns?: number;
}): { write(text: string): void; text: string[] } & typeof stream {
  const text: string[] = [];
  return { ...stream, text, write: line => void text.push(line) };
}

const at = (took: number, schedules = took) => ({
  isolation: 'read committed' as const,
  schedules,
  failing: 0,
  took,
});

test('on a terminal one line is rewritten ten times a second and taken away at the end', () => {
  const stream = written({ isTTY: true, columns: 80 });
  const line = progressLine(stream);

  for (const took of [0, 50, 99, 100, 150, 250]) line(at(took));
  line.end();

  expect(stream.text).toEqual([
    '\r\u001B[2Krace at read committed: 0 schedules, 0 failing, 0.0 s, 0/s',
    '\r\u001B[2Krace at read committed: 100 schedules, 0 failing, 0.1 s, 1000/s',
    '\r\u001B[2Krace at read committed: 250 schedules, 0 failing, 0.3 s, 1000/s',
    '\r\u001B[2K',
  ]);
});

test('elsewhere a short search prints nothing, and a long one a line every ten seconds', () => {
  const stream = written({});
  const line = progressLine(stream);

  for (let took = 0; took <= 21_000; took += 500) line(at(took));
  line.end();

  expect(stream.text).toEqual([
    'race at read committed: 10000 schedules, 0 failing, 10.0 s, 1000/s\n',
    'race at read committed: 20000 schedules, 0 failing, 20.0 s, 1000/s\n',
  ]);
});

test('the next isolation level starts its own time', () => {
  const stream = written({ isTTY: true });
  const line = progressLine(stream);

  line(at(5_000));
  line({ ...at(10), isolation: 'serializable' });

  expect(stream.text).toHaveLength(2);
});

test('on a narrow terminal the line is cut, so that it stays one', () => {
  const stream = written({ isTTY: true, columns: 20 });

  progressLine(stream)(at(1));

  expect(stream.text[0]).toBe('\r\u001B[2Krace at read commi…');
});
