import { expect, test } from 'vitest';
import { z } from 'zod';
import { Director } from '../../entities/index.ts';
import { InvalidInputError, operation, type StandardSchema, UnnamedOperationError } from '../../src/index.ts';
import { recordStatements } from '../../src/testing/index.ts';
import { testDatabase } from '../support/database.ts';

const db = testDatabase();

const addDirector = operation('addDirector', (em, { name }: { readonly name: string }) => {
  const director = new Director(name);
  em.persist(director);
  return director;
});

async function stored(name: string): Promise<boolean> {
  return (await db.unit().count(Director, { name })) > 0;
}

test('all that an operation does is stored when it returns', async () => {
  const director = await addDirector(db.unit(), { name: 'Ridley Scott' });

  expect(director.id).toBeGreaterThan(0);
  expect(await stored('Ridley Scott')).toBe(true);
});

test('an operation is one transaction', async () => {
  const addTwo = operation('addTwo', async (em, name: string) => {
    await em.persist(new Director(name)).flush();
    em.persist(new Director(`${name} II`));
  });

  const { statements } = await recordStatements(db.orm, () => addTwo(db.unit(), 'James Cameron'));

  expect(statements.map(({ sql }) => sql.split(' ')[0])).toEqual([
    'begin',
    'savepoint',
    'insert',
    'release',
    'insert',
    'commit',
  ]);
});

test('an operation that throws stores nothing, and throws what its body threw', async () => {
  const refusal = new Error('refused');
  const refuse = operation('refuse', async (em, name: string) => {
    await em.persist(new Director(name)).flush();
    throw refusal;
  });

  await expect(refuse(db.unit(), 'Nobody')).rejects.toBe(refusal);

  expect(await stored('Nobody')).toBe(false);
});

test('an operation inside another one is part of it', async () => {
  const addAndRefuse = operation('addAndRefuse', async em => {
    await addDirector(em, { name: 'Inner' });
    expect(await em.count(Director, { name: 'Inner' })).toBe(1);
    throw new Error('refused');
  });

  await expect(addAndRefuse(db.unit())).rejects.toThrow('refused');

  expect(await stored('Inner')).toBe(false);
});

test('an inner operation that is refused leaves the outer one what it did before', async () => {
  const refuse = operation('refuse', async em => {
    await em.persist(new Director('Refused')).flush();
    throw new Error('refused');
  });
  const outer = operation('outer', async em => {
    await addDirector(em, { name: 'Kept' });
    await refuse(em).catch(() => undefined);
  });

  await outer(db.unit());

  expect([await stored('Kept'), await stored('Refused')]).toEqual([true, false]);
});

test('an operation says its name, and none may be without', () => {
  expect([addDirector.name, addDirector.operationName]).toEqual(['addDirector', 'addDirector']);
  expect(() => operation(' ', () => 1)).toThrow(UnnamedOperationError);
});

test('options are those of em.atomic', async () => {
  const level = operation('level', em => em.execute('show transaction_isolation'), {
    isolation: 'serializable',
  });

  expect(await level(db.unit())).toEqual([{ transaction_isolation: 'serializable' }]);
});

test('with a schema the body gets what the schema makes of the input', async () => {
  const schema = z.object({
    names: z.string().transform(names => names.split(',')),
    born: z.int().default(1937),
  });
  const read = operation('read', schema, (_em, input) => input);

  expect(await read(db.unit(), { names: 'a,b' })).toEqual({ names: ['a', 'b'], born: 1937 });
});

test('an input that the schema refuses is named by path, before any statement', async () => {
  const schema = z.object({ seats: z.array(z.object({ number: z.int() })) });
  const book = operation('book', schema, () => expect.unreachable());

  const { result: refused, statements } = await recordStatements(db.orm, () =>
    book(db.unit(), { seats: [{ number: 1 }, { number: 1.5 }] }).catch((error: unknown) => error),
  );

  expect(refused).toBeInstanceOf(InvalidInputError);
  expect(refused).toMatchObject({
    operation: 'book',
    issues: [{ path: ['seats', 1, 'number'], message: expect.any(String) }],
  });
  expect(statements).toEqual([]);
});

/** Written by hand: takes its time, and names parts of the path as objects, as the standard allows. */
const even: StandardSchema<number, bigint> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: async value =>
      Number(value) % 2 === 0
        ? { value: BigInt(Number(value)) }
        : { issues: [{ message: 'is odd', path: [{ key: 'half' }, 0] }, { message: 'no' }] },
  },
};

test('any Standard Schema will do, one that answers later too', async () => {
  const halve = operation('halve', even, (_em, input) => input / 2n, { readOnly: true });

  expect(await halve(db.unit(), 4)).toBe(2n);
  await expect(halve(db.unit(), 3)).rejects.toMatchObject({
    issues: [
      { path: ['half', 0], message: 'is odd' },
      { path: [], message: 'no' },
    ],
  });
});

test('a schema that is a function is a schema', async () => {
  const schema = Object.assign(() => expect.unreachable(), even);
  const halve = operation('halve', schema, (_em, input) => input / 2n);

  expect(await halve(db.unit(), 4)).toBe(2n);
});
