import { type Calls, type Operation, operations, registrations } from './operations.ts';
import { withTokensOf } from './tokens.ts';

/** Two operations that run at once. */
export interface Pair {
  readonly name: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

/** Every operation with every other one and with itself; those that register a customer do so against each other and their like. */
export const pairs: readonly Pair[] = [
  ...eachWithEach(operations),
  ...eachWithEach(registrations),
  pair('bookSeats', operations.bookSeats[0], 'bookSeatsAsNew', registrations.bookSeatsAsNew[0]),
  pair(
    'transferTicket',
    operations.transferTicket[0],
    'transferTicketToNew',
    registrations.transferTicketToNew[0],
  ),
];

function eachWithEach(all: Readonly<Record<string, Calls>>): Pair[] {
  return Object.entries(all).flatMap(([name, [first, second]], index, entries) => [
    pair(name, first, `${name}-2`, second),
    ...entries.slice(index + 1).map(([other, [third]]) => pair(name, first, other, third)),
  ]);
}

function pair(name: string, first: Operation, other: string, second: Operation): Pair {
  const operations = { [name]: withTokensOf(name, first), [other]: withTokensOf(other, second) };
  return { name: `${name} and ${other.replace(/-2$/, '')}`, operations };
}
