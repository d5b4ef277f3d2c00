import { expect } from 'vitest';
import { type EntityManager } from '../../src/index.ts';
import { type RaceOptions } from '../../src/testing/index.ts';
import { Author } from '../support/library.ts';

type Rivals = Omit<RaceOptions<EntityManager>, 'isolation'>;

const seed = (em: EntityManager) => em.persist(new Author(1, 'Ada'));
const allow = ['ConflictError', '40001'];

/** Loads the author, edits it, looks again what is stored, and flushes; answers with the name that it has loaded. */
const editing = (edit: (author: Author) => void) => async (em: EntityManager) => {
  const author = await em.findOneOrFail(Author, 1);
  const { name } = author;
  edit(author);
  await em.refreshAll([author]);
  await em.flush();
  return name;
};

const named = (name: string) => editing(author => void (author.name = name));
const aged = (age: number) => editing(author => void (author.age = age));

/** Two who edit different fields: what each of them stored is stored. */
export const apart: Rivals = {
  seed,
  operations: { ada: named('Grace'), bob: aged(36) },
  allow,
  invariant: async ({ em, endings }) => {
    const { name, age, version } = await em.findOneOrFail(Author, 1);
    const [renamed, older] = ['ada', 'bob'].map(operation => endings[operation]?.status === 'fulfilled');
    expect([name === 'Grace', age === 36]).toEqual([renamed, older]);
    expect(version).toBe(1 + Number(renamed) + Number(older));
  },
};

/** Two who edit one field: whoever overwrites the other has loaded what the other has stored. */
export const clashing: Rivals = {
  seed,
  operations: { ada: named('Grace'), bob: named('Joan') },
  allow,
  invariant: async ({ em, endings, results }) => {
    const { name, version } = await em.findOneOrFail(Author, 1);
    const stored = Object.values(endings).filter(({ status }) => status === 'fulfilled');
    expect(version).toBe(1 + stored.length);
    if (stored.length === 2)
      expect(results[name === 'Grace' ? 'ada' : 'bob']).toBe(name === 'Grace' ? 'Joan' : 'Grace');
  },
};
