import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type EntityProperty } from '../../../src/index.ts';
import { canonicalTextOf } from '../../../src/mikro/identity/canonical-text.ts';
import { libraryDatabase } from './library.ts';

const db = libraryDatabase();

/** Spellings of few values, so that equal ones meet. */
const integers = fc
  .tuple(
    fc.constantFrom('', '+', '-', ' '),
    fc.constantFrom('', '0', '00'),
    fc.integer({ min: 0, max: 12 }),
    fc.constantFrom('', ' '),
  )
  .map(parts => parts.join(''));
const decimals = fc
  .tuple(
    fc.constantFrom('', '+', '-', '0'),
    fc.constantFrom('1', '10', '0', '12'),
    fc.constantFrom('', '.', '.0', '.5', '.50', '.05'),
    fc.constantFrom('', 'e0', 'e1', 'E-1', 'e+2'),
  )
  .map(parts => parts.join(''));
const uuids = fc
  .tuple(
    fc.constantFrom('a1b2c3d4-0000-4000-8000-00000000000f', 'a1b2c3d4-0000-4000-8000-00000000000e'),
    fc.constantFrom('lower', 'upper', 'braces', 'bare', 'fours', 'mixed'),
  )
  .map(([uuid, form]) => {
    if (form === 'upper') return uuid.toUpperCase();
    if (form === 'braces') return `{${uuid}}`;
    if (form === 'bare') return uuid.replaceAll('-', '');
    if (form === 'fours') return uuid.replaceAll('-', '').replace(/.{4}(?!$)/g, '$&-');
    return form === 'mixed' ? uuid.replaceAll('b', 'B') : uuid;
  });
const words = fc.string({ unit: fc.constantFrom('a', 'A', 'b', ' ', '~'), minLength: 1, maxLength: 4 });
const booleans = fc.constantFrom(
  't',
  'true',
  'TRUE',
  ' yes',
  'on',
  '1',
  'f',
  'no',
  'off',
  'of',
  '0',
  'n',
  'y',
);
const floats = fc.constantFrom(
  '0',
  '-0',
  '0.1',
  '.10',
  '1e-1',
  '0.1000000015',
  '1e2',
  '100',
  'NaN',
  'nan',
  'inf',
  'Infinity',
);
const dates = fc.constantFrom('2030-01-02', '2030-01-02 00:00:00', ' 2030-01-02', '2030-01-03');

test.each([
  ['integer', integers],
  ['bigint', integers],
  ['numeric', decimals],
  ['numeric(12,2)', decimals.filter(text => !text.includes('E-1') && !text.includes('.05'))],
  ['uuid', uuids],
  ['citext', words],
  ['char(6)', words],
  ['text', words],
  ['boolean', booleans],
  ['real', floats],
  ['double precision', floats],
  ['date', dates],
] as const)(
  'two %s keys have one canonical text exactly when PostgreSQL calls them equal',
  async (type, spellings) => {
    await db.rows('create extension if not exists citext');
    const text = canonicalTextOf(
      { columnTypes: [type] } as unknown as EntityProperty,
      db.orm.em.getPlatform(),
    );

    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(spellings, spellings), { minLength: 20, maxLength: 40 }),
        async pairs => {
          const [row] = await db.rows(
            `select array_agg(one::${type} = other::${type} order by at) as equal
           from unnest($1::text[], $2::text[]) with ordinality as pair(one, other, at)`,
            [pairs.map(([one]) => one), pairs.map(([, other]) => other)],
          );

          expect(pairs.map(([one, other]) => text(one) === text(other))).toEqual(row?.['equal']);
        },
      ),
      { numRuns: 20 },
    );
  },
);

test('parts of a composite key cannot run into each other', () => {
  const text = canonicalTextOf(
    { columnTypes: ['text'] } as unknown as EntityProperty,
    db.orm.em.getPlatform(),
  );
  const joined = (...parts: string[]) => parts.map(text).join('~~~');

  expect(joined('a~~~b', 'c')).not.toBe(joined('a', 'b~~~c'));
  expect(joined('a~', 'b')).not.toBe(joined('a', '~b'));
});
