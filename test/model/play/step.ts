import fc from 'fast-check';
import { allFields, type Field, type Fields, type Kind } from '../law/row.ts';
import { manyPaths, onePaths, pathsInTransaction } from './read-paths.ts';

interface Named {
  readonly kind: Kind;
  readonly id: number;
}

/** A read of the rows of one table. */
export interface ReadMany {
  readonly do: 'read many';
  readonly path: keyof typeof manyPaths;
  readonly kind: Kind;
  readonly title: string;
  readonly fields: readonly Field[];
}

/** A read that is about one row. */
export interface ReadOne extends Named {
  readonly do: 'read one';
  readonly path: keyof typeof onePaths;
  readonly fields: readonly Field[];
}

export interface LookUp {
  readonly do: 'look up';
  readonly kind: Kind;
  readonly code: string;
}

export type Read = ReadMany | ReadOne | LookUp;

/** A transaction, or a savepoint in one. */
export interface Transaction {
  readonly do: 'transaction';
  readonly by: 'transactional' | 'begin';
  readonly steps: readonly Step[];
  readonly rolledBack: boolean;
  /** When it fails in another transaction, whether that fails as well. */
  readonly rethrown: boolean;
}

/** One thing that the application, or another session, does. */
export type Step =
  | Read
  | ({ readonly do: 'edit'; readonly changes: Partial<Fields> } & Named)
  | ({ readonly do: 'edit back'; readonly fields: readonly Field[] } & Named)
  | ({ readonly do: 'change the tags in place'; readonly word: string } & Named)
  | ({ readonly do: 'assign the version'; readonly version: number } & Named)
  | ({ readonly do: 'create'; readonly fields: Fields } & Named)
  | ({ readonly do: 'remove' } & Named)
  | ({ readonly do: 'upsert'; readonly fields: Fields; readonly without: readonly Field[] } & Named)
  | ({ readonly do: 'lock'; readonly changes: Partial<Fields>; readonly others: readonly number[] } & Named)
  | Transaction
  | { readonly do: 'flush' }
  | { readonly do: 'clear' }
  | { readonly do: 'edit what has left'; readonly which: number; readonly changes: Partial<Fields> }
  | ({ readonly do: 'they update'; readonly changes: Partial<Fields> } & Named)
  | ({ readonly do: 'they insert'; readonly fields: Fields } & Named)
  | ({ readonly do: 'they delete' } & Named);

const kind = fc.constantFrom<Kind>('letter', 'card');
const id = fc.integer({ min: 1, max: 4 });
const code = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const title = fc.constantFrom('red', 'green', 'blue');
const word = fc.constantFrom('new', 'old', 'lost');
const version = fc.integer({ min: 1, max: 9 });
const fields = fc.subarray([...allFields], { minLength: 1, maxLength: 3 });
const contents = {
  code,
  title,
  note: fc.constantFrom(null, 'short', 'long'),
  shelf: fc.constantFrom(null, 1, 2, 3),
  tags: fc.record({ at: fc.integer({ min: 0, max: 1 }), words: fc.array(word, { maxLength: 2 }) }),
};
const contentOfRow: fc.Arbitrary<Fields> = fc.record(contents);
const changes: fc.Arbitrary<Partial<Fields>> = fc
  .tuple(contentOfRow, fields)
  .map(([all, names]) => Object.fromEntries(names.map(name => [name, all[name]])));

function step<D extends Step['do']>(
  what: D,
  parts: { [key: string]: fc.Arbitrary<unknown> } = {},
): fc.Arbitrary<Step> {
  return fc.record({ do: fc.constant(what), ...parts }) as unknown as fc.Arbitrary<Step>;
}

function reads(paths: readonly string[]): fc.Arbitrary<Step> {
  return fc.oneof(
    { weight: 4, arbitrary: step('read many', { path: fc.constantFrom(...paths), kind, title, fields }) },
    {
      weight: 4,
      arbitrary: step('read one', { path: fc.constantFrom(...Object.keys(onePaths)), kind, id, fields }),
    },
    { weight: 2, arbitrary: step('look up', { kind, code }) },
  );
}

type Weighted = readonly [number, fc.Arbitrary<Step>];

const writes: readonly Weighted[] = [
  [12, step('edit', { kind, id, changes })],
  [3, step('edit back', { kind, id, fields })],
  [4, step('change the tags in place', { kind, id, word })],
  [1, step('assign the version', { kind: fc.constant('letter'), id, version })],
  [4, step('create', { kind, id, fields: contentOfRow })],
  [3, step('remove', { kind, id })],
  [4, step('upsert', { kind, id, fields: contentOfRow, without: fc.subarray<Field>(['note', 'shelf']) })],
  [3, step('lock', { kind, id, changes, others: fc.uniqueArray(id, { maxLength: 2 }) })],
  [8, step('flush')],
  [12, step('they update', { kind, id, changes })],
  [3, step('they insert', { kind, id, fields: contentOfRow })],
  [3, step('they delete', { kind, id })],
];

function oneOf(weighted: readonly Weighted[]): fc.Arbitrary<Step> {
  return fc.oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

/** Transactions with savepoints in them, this deep. */
function transactions(depth: number): fc.Arbitrary<Step> {
  const inner: readonly Weighted[] = depth > 1 ? [[6, transactions(depth - 1)]] : [];
  return step('transaction', {
    by: fc.constantFrom('transactional', 'begin'),
    steps: fc.array(oneOf([[20, reads(pathsInTransaction)], ...writes, ...inner]), {
      minLength: 1,
      maxLength: 6,
      size: 'max',
    }),
    rolledBack: fc.boolean(),
    rethrown: fc.boolean(),
  });
}

/** Lists of steps in which what makes trouble together comes often. */
export function steps(maxLength: number): fc.Arbitrary<Step[]> {
  const any = oneOf([
    [20, reads(Object.keys(manyPaths))],
    ...writes,
    [6, transactions(3)],
    [1, step('clear')],
    [1, step('edit what has left', { which: fc.nat(3), changes })],
  ]);
  return fc.array(any, { minLength: 1, maxLength, size: 'max' });
}
