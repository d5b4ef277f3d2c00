import { Entity, PrimaryKey, Property, ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { expect, inject, test } from 'vitest';
import {
  ConflictError,
  type EntityManager,
  MikroORM,
  OptimisticLockError,
  type Opt,
  ValidationError,
} from '../../../src/index.ts';
import { fileDatabase } from '../../../src/testing/vitest/index.ts';
import { recordStatements } from '../../../src/testing/matchers/record-statements.ts';
import { race } from '../../../src/testing/race/race.ts';
import { Author, Book, libraryDatabase } from '../../support/library.ts';
import { failure, givenAuthor, newKey, theyChange } from './given.ts';

const db = libraryDatabase({ pool: { max: 2 } });

@Entity({ inheritance: 'tpt' })
abstract class Vehicle {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;
}

@Entity()
class Car extends Vehicle {
  @Property({ type: 'text', nullable: true })
  plate: string | null = null;
}

const joined = fileDatabase<MikroORM, EntityManager>(
  async clientUrl => {
    const orm = await MikroORM.init({
      clientUrl,
      entities: [Vehicle, Car],
      metadataProvider: ReflectMetadataProvider,
    });
    await orm.schema.create();
    return orm;
  },
  () => ({ url: inject('selfsame').url, name: 'template1' }),
);

async function versionOf(id: number): Promise<unknown> {
  return (await db.rows<{ version: number }>('select version from author where id = $1', [id]))[0]!.version;
}

test('a version grows once a flush, however often the object is touched', async () => {
  const id = await givenAuthor(db);
  const em = db.unit();
  const author = await em.findOneOrFail(Author, id);
  em.touch(author);
  em.touch(author);

  expect(await recordStatements(db.orm, () => em.flush())).toHaveSent(3);
  expect([author.version, await versionOf(id)]).toEqual([2, 2]);
  expect(await recordStatements(db.orm, () => em.flush())).toHaveSent(0);

  em.touch(author);
  author.age = 3;
  await em.flush();
  expect([author.version, await versionOf(id), author.age]).toEqual([3, 3, 3]);
});

test('several are touched by one statement, with and without edits', async () => {
  const ids = [await givenAuthor(db), await givenAuthor(db), await givenAuthor(db)];
  const em = db.unit();
  const authors = await em.find(Author, ids, { orderBy: { id: 'asc' } });
  for (const author of authors) em.touch(author);
  authors[1]!.age = 5;

  await em.flush();

  expect(authors.map(({ version, age }) => [version, age])).toEqual([
    [2, 0],
    [2, 5],
    [2, 0],
  ]);
  expect(await Promise.all(ids.map(versionOf))).toEqual([2, 2, 2]);
});

test('a row that others have changed is a conflict, and the touch stays', async () => {
  const id = await givenAuthor(db);
  const em = db.unit();
  const author = await em.findOneOrFail(Author, id);
  em.touch(author);
  await theyChange(db, id);

  expect(await failure(em.flush())).toBeInstanceOf(ConflictError);
  await em.refresh(author, { discardEdits: true });
  await em.flush();

  expect(await versionOf(id)).toBe(3);
  expect(author.version).toBe(3);
});

test('a rollback undoes the touch: what was touched before is touched again, and what was touched in it is not', async () => {
  const [before, inside] = [await givenAuthor(db), await givenAuthor(db)];
  const em = db.unit();
  const [one, other] = [await em.findOneOrFail(Author, before), await em.findOneOrFail(Author, inside)];
  em.touch(one);

  await failure(
    em.transactional(async inner => {
      inner.touch(other);
      await inner.flush();
      expect([one.version, other.version]).toEqual([2, 2]);
      inner.touch(other);
      throw new Error('no');
    }),
  );

  expect([one.version, other.version]).toEqual([1, 1]);
  await em.flush();
  expect([one.version, other.version]).toEqual([2, 1]);
});

test("what has no version, or is not the unit's, is refused; what is new has its first version", async () => {
  const id = await givenAuthor(db);
  const em = db.unit();
  const author = em.create(Author, { id: newKey(), name: 'New', age: 0, prizes: [] });
  const book = em.create(Book, { id: newKey(), title: 'Notes', author, lost: false });
  expect(() => em.touch(book)).toThrow(OptimisticLockError);
  em.touch(author);
  await em.flush();
  expect(author.version).toBe(1);

  const foreign = await db.unit().findOneOrFail(Author, id);
  expect(() => em.touch(foreign)).toThrow(ValidationError);
  expect(() => em.touch(new Author(1, 'Nobody'))).toThrow(ValidationError);
});

test('a class of joined tables has its version in one of them', async () => {
  const vehicle = new Car();
  await joined.given(vehicle);
  const em = joined.unit();
  const car = await em.findOneOrFail(Car, vehicle.id);

  em.touch(car);
  const { statements } = await recordStatements(joined.orm, () => em.flush());
  em.touch(car);
  car.plate = 'Mine';
  await em.flush();

  expect(statements.filter(({ sql }) => sql.startsWith('update'))).toHaveLength(1);
  expect(await joined.rows('select version from vehicle')).toEqual([{ version: 3 }]);
  expect(car).toMatchObject({ version: 3, plate: 'Mine' });
});

test('two who change parts of one root and touch it do not both succeed', async () => {
  const change = (id: number) => async (em: EntityManager) => {
    const root = await em.findOneOrFail(Author, 9000);
    (await em.findOneOrFail(Book, id)).title = 'Changed';
    em.touch(root);
    await em.flush();
  };
  const report = await race(db.orm, {
    seed: async em => {
      const root = new Author(9000, 'Ada');
      await em.persist([new Book(9001, 'One', root), new Book(9002, 'Two', root)]).flush();
    },
    operations: { one: change(9001), other: change(9002) },
    isolation: 'read committed',
    allow: ['ConflictError'],
    invariant: async ({ em, endings }) => {
      const ended = Object.values(endings).filter(({ status }) => status === 'fulfilled').length;
      expect(await em.count(Book, { title: 'Changed' })).toBe(ended);
      expect((await em.findOneOrFail(Author, 9000)).version).toBe(1 + ended);
    },
    search: { exhaustive: true },
  });

  expect(report).toMatchObject({ verdict: 'covered', endedWith: { ConflictError: expect.any(Number) } });
});
