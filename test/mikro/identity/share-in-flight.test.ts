import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type EntityManager } from '../../../src/index.ts';
import { type Lookup } from '../../../src/mikro/identity/lookup.ts';
import { shareInFlight } from '../../../src/mikro/identity/share-in-flight.ts';
import { soughtRow } from '../../../src/mikro/identity/sought-row.ts';
import { Book, libraryDatabase } from './library.ts';

const db = libraryDatabase();

/** A lookup whose queries are answered by hand, in the order in which they are sent. */
function lookupIn(em: EntityManager) {
  const sent: PromiseWithResolvers<unknown>[] = [];
  const where = { isbn: 'isbn' };
  const lookup: Lookup = {
    em,
    args: [Book, where, undefined],
    sought: soughtRow(em, em.getMetadata().get(Book), where, undefined)!,
    findOne() {
      sent.push(Promise.withResolvers());
      return sent.at(-1)!.promise;
    },
  };
  return { sent, ask: () => shareInFlight(lookup) };
}

test('a query that is running answers whoever asks the same', async () => {
  const { sent, ask } = lookupIn(db.unit());
  const answers = [ask(), ask()];
  await nextTurn();
  answers.push(ask());
  const row = {};
  sent[0]!.resolve(row);

  expect(await Promise.all(answers)).toEqual([row, row, row]);
  expect(sent).toHaveLength(1);
});

test('nobody is told that a row is missing by a query that was sent earlier', async () => {
  const { sent, ask } = lookupIn(db.unit());
  const early = [ask(), ask()];
  await nextTurn();
  const late = [ask(), ask()];
  sent[0]!.resolve(null);
  expect(await Promise.all(early)).toEqual([null, null]);
  await nextTurn();
  const stored = {};
  sent[1]!.resolve(stored);

  expect(await Promise.all(late)).toEqual([stored, stored]);
  expect(sent).toHaveLength(2);
});

test("a failure is everybody's, and the next who asks sends a query", async () => {
  const { sent, ask } = lookupIn(db.unit());
  const failing = Promise.allSettled([ask(), ask()]);
  sent[0]!.reject(new Error('gone'));
  expect(await failing).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);

  void ask();
  expect(sent).toHaveLength(2);
});

test('another transaction asks for itself', async () => {
  const em = db.unit();
  const { sent, ask } = lookupIn(em);
  void ask();
  await em.begin();
  void ask();
  await em.rollback();

  expect(sent).toHaveLength(2);
});
