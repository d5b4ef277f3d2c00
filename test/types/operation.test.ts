import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { type EntityManager, operation, type Operation, type StandardSchema } from '../../src/index.ts';

test('an operation takes what its body takes, and returns what it resolves to', () => {
  const double = operation('double', async (em, input: { readonly times: number }) => {
    expectTypeOf(em).toEqualTypeOf<EntityManager>();
    return input.times * 2;
  });

  expectTypeOf(double).toEqualTypeOf<Operation<{ readonly times: number }, number>>();
  expectTypeOf(double).parameters.toEqualTypeOf<[EntityManager, { readonly times: number }]>();
  expectTypeOf(double).returns.resolves.toBeNumber();
  expectTypeOf(double.operationName).toBeString();
});

test('a body that is not asynchronous makes an operation as well', () => {
  expectTypeOf(operation('one', () => 1)).returns.resolves.toBeNumber();
});

test('an operation without an input is called without one', () => {
  const count = operation('count', async em => em.getMetadata().getAll().size);

  const called = (em: EntityManager) => count(em);
  expectTypeOf(called).returns.resolves.toBeNumber();
});

test('with a schema the caller gives its input, and the body gets its output', () => {
  const schema = z.object({ seats: z.string().transform(text => text.split(',').map(Number)) });
  const book = operation('book', schema, (_em, { seats }) => {
    expectTypeOf(seats).toEqualTypeOf<number[]>();
    return seats.length;
  });

  expectTypeOf(book).toEqualTypeOf<Operation<{ seats: string }, number>>();
});

test('a schema that is written by hand says both types', () => {
  const schema: StandardSchema<string, URL> = {
    '~standard': { version: 1, vendor: 'test', validate: value => ({ value: new URL(String(value)) }) },
  };
  const visit = operation('visit', schema, (_em, url) => url);

  expectTypeOf(visit).toEqualTypeOf<Operation<string, URL>>();
});

test('the options are those of em.atomic, after the body', () => {
  expectTypeOf(operation('safe', () => 1, { isolation: 'serializable' })).toBeFunction();
  expectTypeOf(operation('safe', z.string(), () => 1, { isolation: 'serializable' })).toBeFunction();
  // @ts-expect-error there is no such level
  operation('safe', () => 1, { isolation: 'chaos' });
});
