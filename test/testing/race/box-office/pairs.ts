import { type Operation, operations } from './operations.ts';
import { withTokensOf } from './tokens.ts';

/** Two operations that run at once. */
export interface Pair {
  readonly name: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

/** Every operation with every other one and with itself. */
export const pairs: readonly Pair[] = Object.entries(operations).flatMap(([name, [first, second]], index) => [
  pair(name, first, `${name}-2`, second),
  ...Object.entries(operations)
    .slice(index + 1)
    .map(([other, [third]]) => pair(name, first, other, third)),
]);

function pair(name: string, first: Operation, other: string, second: Operation): Pair {
  const operations = { [name]: withTokensOf(name, first), [other]: withTokensOf(other, second) };
  return { name: `${name} and ${other.replace(/-2$/, '')}`, operations };
}
