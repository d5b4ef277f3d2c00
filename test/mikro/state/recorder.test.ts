import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EntityManager } from '../../../src/index.ts';
import { type UnitEvent } from '../../../src/mikro/state/recorder.ts';
import { stateOf } from '../../../src/mikro/state/unit-state.ts';
import { Author, libraryDatabase } from '../../support/library.ts';

const db = libraryDatabase();

let em: EntityManager;
let heard: UnitEvent[];
let stop: () => void;

beforeEach(async () => {
  await db.rows('truncate author cascade');
  await db.given(new Author(1, 'Ada'));
  em = db.unit();
  heard = [];
  stop = stateOf(em).recorder.listen(event => heard.push(event));
});

afterEach(() => stop());

const types = () => heard.map(({ type }) => type).filter(type => type !== 'touched');

test('a unit tells what it loads, writes, commits and undoes, in order', async () => {
  const ada = await em.findOneOrFail(Author, 1);
  await em.transactional(async em => {
    ada.age = 7;
    await em.flush();
  });
  await em.begin();
  await em.remove(ada).flush();
  await em.rollback();

  expect(types()).toEqual(['loaded', 'written', 'committed', 'written', 'rolledBack']);
  expect(heard.filter(({ type }) => type === 'written')).toMatchObject([
    { kind: 'updated', fields: ['age', 'version'], level: { undone: false } },
    { kind: 'deleted', level: { undone: true } },
  ]);
});

test('it tells of rows that differ from what was loaded, of those that are gone, and of conflicts', async () => {
  const ada = await em.findOneOrFail(Author, 1);
  await db.rows('update author set age = 5, version = version + 1');
  await em.refresh(ada);
  ada.age = 6;
  await db.rows('update author set age = 7, version = version + 1');
  await expect(em.flush()).rejects.toThrow('Author');
  await db.rows('delete from author');
  await em.refresh(ada, { discardEdits: true });

  expect(types()).toEqual(['loaded', 'synced', 'conflict', 'gone']);
});

test('it tells of attempts that are repeated', async () => {
  let tried = 0;
  const again = `do $$ begin raise exception 'again' using errcode = '40001'; end $$`;

  await em.atomic(async em => void (++tried === 1 && (await em.execute(again))), { backoff: { base: 1 } });

  expect(types()).toEqual(['rolledBack', 'retry', 'committed']);
});

test('whoever has stopped to listen hears nothing more, and the others still do', async () => {
  const { recorder } = stateOf(em);
  stop();
  expect(recorder.heard).toBe(false);
  const others: UnitEvent[] = [];
  const stopOther = recorder.listen(event => others.push(event));
  await em.findOneOrFail(Author, 1);
  stopOther();

  expect([heard, others.length]).toEqual([[], 1]);
});
