import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Customer, Director, Show } from '../../../entities/index.ts';
import { assertSameInstance } from '../../../src/testing/matchers/same-instance.ts';
import { assertSameRow, sameRow } from '../../../src/testing/matchers/same-row.ts';
import { keyText } from '../../../src/testing/matchers/key-text.ts';
import '../../../src/testing/vitest/index.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();

async function twoCopies(): Promise<[Customer, Customer]> {
  const email = `${crypto.randomUUID()}@example.com`;
  await db.given(new Customer(email, 'Ada'));
  return [
    await db.unit().findOneOrFail(Customer, { email }),
    await db.unit().findOneOrFail(Customer, { email }),
  ];
}

test('one object is the same instance, and the same row', async () => {
  const [ada] = await twoCopies();

  expect(ada).toBeSameInstance(ada);
  expect(ada).toBeSameRow(ada);
});

test('two copies of one row are the same row but not the same instance, and the message says which', async () => {
  const [ada, copy] = await twoCopies();

  expect(ada).toBeSameRow(copy);
  expect(ada).not.toBeSameInstance(copy);
  expect(() => assertSameInstance(ada, copy)).toThrow(
    `Customer#${ada.id} and Customer#${ada.id}, two copies of one row, from different units of work`,
  );
  expect(() => expect(ada).not.toBeSameRow(copy)).toThrow('stand for one, though they are two objects');
});

test('two rows of one table are not the same row', async () => {
  const [[ada], [grace]] = [await twoCopies(), await twoCopies()];

  expect(ada).not.toBeSameRow(grace);
  expect(() => assertSameRow(ada, grace)).toThrow(
    `Customer#${ada.id} and Customer#${grace.id} are not: their keys differ`,
  );
});

test('rows of different tables with the same key are not the same row', async () => {
  const em = db.unit();
  const [ada, ridley] = [em.getReference(Customer, 1), em.getReference(Director, 1)];

  expect(sameRow(ada, ridley)).toMatchObject({
    holds: false,
    message: expect.stringContaining('Customer and Director are different tables'),
  });
});

test('an object that is not stored yet is no row, not even its own', () => {
  const ada = new Customer('ada@example.com', 'Ada');

  expect(() => assertSameRow(ada, ada)).toThrow('not stored has no row yet');
  expect(ada).toBeSameInstance(ada);
});

test.each([undefined, null, 3, 'ada', { id: 1 }, Object.create(null)])('%o is no row', value => {
  expect(() => assertSameRow(value, value)).toThrow('both must be entities');
  expect(value).toBeSameInstance(value);
});

test('a reference stands for the row that it refers to', () => {
  const em = db.unit();
  const show = em.getReference(Show, 7);

  expect(em.fork().getReference(Show, 7, { wrapped: true })).toBeSameRow(show);
});

test('a uuid is the same in any spelling that PostgreSQL takes', () => {
  fc.assert(
    fc.property(fc.uuid(), uuid => {
      const spellings = [uuid.toUpperCase(), `{${uuid}}`, uuid.replaceAll('-', '')];
      expect(new Set([uuid, ...spellings].map(value => keyText(value, 'uuid')))).toEqual(new Set([uuid]));
    }),
  );
});

test('a bigint is the same as a bigint, a string and, where it is exact, a number', () => {
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), key => {
      expect(keyText(`${key}`, 'bigint')).toBe(keyText(key, 'bigint'));
      if (Number.isSafeInteger(Number(key))) expect(keyText(Number(key), 'bigint')).toBe(`${key}`);
    }),
  );
});

test('keys are told apart exactly as the server does', async () => {
  const keys: [type: string, one: string, other: string][] = [
    ['numeric(10,2)', '1.50', '01.5'],
    ['numeric', '-0.0', '0'],
    ['bigint', '9007199254740993', '9007199254740992'],
    ['text', 'Ada', 'ada'],
    ['text', 'ada ', 'ada'],
    ['char(5)', 'ada  ', 'ada'],
    ['varchar(5)', 'ada ', 'ada'],
    ['uuid', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  ];
  for (const [type, one, other] of keys) {
    const sql = `select cast($1::text as ${type}) = cast($2::text as ${type}) as equal`;
    const [{ equal } = {}] = await db.rows<{ equal: boolean }>(sql, [one, other]);
    expect([type, keyText(one, type) === keyText(other, type)]).toEqual([type, equal]);
  }
});
