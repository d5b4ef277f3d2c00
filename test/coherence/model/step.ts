import fc from 'fast-check';
import { type Action, type Choice, edits, reads, writes } from './actions.ts';
import { theirs } from './theirs.ts';

/** One thing that the application, or another session, does. */
export type Step =
  | { readonly do: 'act'; readonly name: string; readonly choice: Choice }
  | { readonly do: 'flush' }
  | { readonly do: 'they'; readonly sql: string }
  | {
      readonly do: 'transaction';
      readonly steps: readonly Step[];
      readonly rolledBack: boolean;
    };

const choice: fc.Arbitrary<Choice> = fc.tuple(fc.nat(5), fc.nat(5), fc.nat(5));

function acts(actions: Readonly<Record<string, Action>>): fc.Arbitrary<Step> {
  return fc.record({
    do: fc.constant('act' as const),
    name: fc.constantFrom(...Object.keys(actions)),
    choice,
  });
}

const own = fc.oneof(
  { weight: 4, arbitrary: acts(reads) },
  { weight: 5, arbitrary: acts(edits) },
  { weight: 5, arbitrary: acts(writes) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('flush' as const) }) },
);

const inTransaction = fc.oneof(
  { weight: 6, arbitrary: own },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('transaction' as const),
      steps: fc.array(own, { minLength: 1, maxLength: 3 }),
      rolledBack: fc.boolean(),
    }),
  },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: own },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('they' as const), sql: fc.constantFrom(...theirs) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('transaction' as const),
      steps: fc.array(inTransaction, { minLength: 1, maxLength: 4 }),
      rolledBack: fc.boolean(),
    }),
  },
);

/** Lists of at most `length` steps; a shrunken one is what is left of a longer one. */
export function steps(length: number): fc.Arbitrary<Step[]> {
  return fc.array(step, { minLength: 1, maxLength: length });
}
