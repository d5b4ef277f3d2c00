import fc from 'fast-check';
import { databaseWork } from './database-work.ts';
import { edits } from './edits.ts';
import { endings, type Ending } from './endings.ts';

export interface Operation {
  readonly do: keyof typeof edits | keyof typeof databaseWork;
  readonly one: number;
  readonly other: number;
}

/** A transaction, or a savepoint in one, and how it ends. */
export interface Transaction {
  readonly by: 'transactional' | 'begin';
  readonly ending: Ending;
  readonly steps: readonly Step[];
}

export type Step = Operation | Transaction;

/** What happens before a transaction, and in it. */
export interface Plan {
  readonly before: readonly Operation[];
  /** Whether somebody has looked by unique keys before. */
  readonly indexed: boolean;
  readonly transaction: Transaction;
}

const number = fc.nat(60);
const operationOf = (names: readonly string[]) =>
  fc.record({ do: fc.constantFrom(...names), one: number, other: number }) as fc.Arbitrary<Operation>;

const edit = operationOf(Object.keys(edits));
const work = operationOf(Object.keys(databaseWork));
const flush = operationOf(['flush']);
const operation = fc.oneof({ weight: 6, arbitrary: edit }, { weight: 3, arbitrary: work }, flush);
const read = operationOf(Object.keys(databaseWork).filter(name => name !== 'flush'));

function transactionOf(ends: readonly Ending[], depth: number): fc.Arbitrary<Transaction> {
  const inner = depth > 1 ? transactionOf([...endings], depth - 1) : undefined;
  const step: fc.Arbitrary<Step> = inner
    ? fc.oneof<fc.WeightedArbitrary<Step>[]>(
        { weight: 6, arbitrary: operation },
        { weight: 1, arbitrary: inner },
      )
    : operation;
  return fc.record({
    by: fc.constantFrom('transactional' as const, 'begin' as const),
    ending: fc.constantFrom(...ends),
    steps: fc.array(step, { minLength: 1, maxLength: 8, size: 'max' }),
  });
}

/** Plans whose transaction ends in one of these ways. */
export function plans(ends: readonly Ending[]): fc.Arbitrary<Plan> {
  return fc.record({
    before: fc
      .tuple(
        fc.array(read, { minLength: 1, maxLength: 4 }),
        fc.array(fc.oneof({ weight: 4, arbitrary: edit }, read), { maxLength: 6 }),
      )
      .map(lists => lists.flat()),
    indexed: fc.boolean(),
    transaction: transactionOf(ends, 3),
  });
}
