import { expect, test } from 'vitest';
import { Customer } from '../../../entities/index.ts';
import { recordStatements } from '../../../src/testing/matchers/record-statements.ts';
import { assertSent } from '../../../src/testing/matchers/sent.ts';
import '../../../src/testing/vitest/index.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();

test('begin and commit count like the statements between them', async () => {
  const em = db.unit();
  em.persist(new Customer('count@example.com', 'Ada'));

  const recording = await recordStatements(db.orm, () => em.flush());

  expect(recording).toHaveSent(3);
  expect(recording.statements.map(({ sql }) => sql.split(' ')[0])).toEqual(['begin', 'insert', 'commit']);
});

test('what the function returns is in the recording', async () => {
  const { result } = await recordStatements(db.orm, () => 42);

  expect(result).toBe(42);
});

test('a row that is loaded by its key is not asked for again', async () => {
  await db.given(new Customer('known@example.com', 'Ada'));
  const em = db.unit();
  const ada = await em.findOneOrFail(Customer, { email: 'known@example.com' });

  expect(await recordStatements(db.orm, () => em.findOneOrFail(Customer, ada.id))).toIssueNoQueries();
});

test('the message lists what was sent, in order', async () => {
  const recording = await recordStatements(db.orm, () =>
    db.unit().transactional(async em => void (await em.findOne(Customer, { name: 'Nobody' }))),
  );

  expect(() => assertSent(recording, 1)).toThrow(
    'expected 1 statement, but 3 statements were sent:\n' +
      '  1. begin\n' +
      "  2. select * from customer where name = 'Nobody' limit 1\n" +
      '  3. commit',
  );
  expect(() => expect(recording).toIssueNoQueries()).toThrow(
    'expected 0 statements, but 3 statements were sent',
  );
});

test('a function that throws throws, and nothing is recorded after it', async () => {
  const { wire } = db.orm.driver.getConnection();

  await expect(recordStatements(db.orm, () => Promise.reject(new Error('no')))).rejects.toThrow('no');

  expect(wire.observed).toBe(false);
});

test('a statement that failed counts, with its error', async () => {
  const recording = await recordStatements(db.orm, () =>
    db
      .unit()
      .execute('select 1 / 0')
      .catch(() => 'failed'),
  );

  expect(() => expect(recording).toHaveSent(0)).toThrow('1. select 1 / 0 ✗ division by zero');
});

test('a promise of a recording is refused, also by not', () => {
  const notAwaited: unknown = recordStatements(db.orm, () => 1);

  expect(() => expect(notAwaited).not.toHaveSent(1)).toThrow('write expect(await recordStatements(orm, …))');
});
