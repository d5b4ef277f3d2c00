import type { AnomalyName } from './anomaly.ts';
import { itemOf } from './conflicts.ts';
import type { Cycle } from './cycle.ts';

/** What a hint is made from. */
interface Named {
  readonly name: AnomalyName;
  readonly names: readonly AnomalyName[];
  readonly cycle: Cycle;
  readonly spanning: readonly string[];
}

const SERIALIZABLE = 'run it at serializable, where operation() repeats the one that fails with 40001';

/** How to repair an anomaly, in the words of the layer and of the database. */
export function hintFor({ name, names, cycle, spanning }: Named): string {
  const [first] = cycle;
  if (!first)
    return forErrors[name] ?? `catch it where it can happen, or name it in \`allow\` if it is meant to`;
  const item = itemOf(first);
  if (names.includes('duplicates')) return duplicates(item);
  const repair = forCycles[name]?.(item) ?? SERIALIZABLE;
  return spanning.length === 0
    ? repair
    : `first, read and write in one transaction (operation()); then, ${repair}`;
}

function duplicates(table: string): string {
  return (
    `declare @Unique for what identifies a row of ${table} and call em.getOrCreate (insert … on conflict do nothing, ` +
    `then read): one caller creates the row and all get it. A transaction around both statements changes nothing; where a limit is meant rather than one row, lock the row that has the limit`
  );
}

const forCycles: Readonly<Record<string, (item: string) => string>> = {
  P4: item =>
    `let the database compute the value (em.updateRow with increment or another atomic expression), ` +
    `or read ${item} with lockMode: PESSIMISTIC_WRITE before deciding, or give it a version column and retry`,
  'G-single': item =>
    `read all of it in one statement, or in one transaction at repeatable read, which sees one moment; ` +
    `where a change follows from ${item}, lock it when it is read`,
  'G2-item': () =>
    `lock every row that the decision rests on, in the order of their keys (lockMode: PESSIMISTIC_WRITE), ` +
    `not only those that are changed, or ${SERIALIZABLE}`,
  G2: item =>
    `make the rule about ${item} a constraint (@Unique, @Check, exclude), or lock one row that all who do this share ` +
    `before they look (at read committed), or ${SERIALIZABLE}`,
};

const forErrors: Readonly<Record<string, string>> = {
  deadlock:
    'take the locks in one order in every operation (orderBy the key with lockMode: PESSIMISTIC_WRITE), ' +
    'or let operation() repeat the victim',
  stuck:
    'give every operation the connections that it needs at once (a larger pool, or no second connection inside a ' +
    'transaction), and wait for nothing but SQL while a transaction is open',
  'left open': 'await all that the operation starts, and end or release it in finally',
  serial:
    'run the operations one after the other in a plain test and mend what fails there, or mend the invariant',
  '23505':
    'it looked, found nothing, and another inserted first: em.getOrCreate gives both callers the row ' +
    '(insert … on conflict do nothing), em.createUnique tries another value',
  '23503':
    'the other end of the relation was deleted, or is not there yet: lock the parent row before both the insert ' +
    'and the delete, or let the foreign key cascade',
  '23514':
    'the check held and the operation did not expect it: change the row only when it may be changed ' +
    '(em.updateRow with onlyIf), or turn the error into one of the domain',
  '25P02':
    'an earlier statement of the transaction failed and the operation went on in it: avoid the failure ' +
    '(em.getOrCreate, on conflict do nothing) or give that statement a nested transaction',
  '40001':
    'the isolation level does its work and needs the retry that belongs to it: operation() repeats the whole ' +
    "transaction; allow: ['40001'] if giving up is meant",
  '40P01': 'take the locks in one order in every operation, or let operation() repeat the victim',
  '55P03': 'it did not want to wait for a lock: wait, skip the row (skip locked), or retry the operation',
  '57014':
    'a timeout ended a statement that waited: hold locks for a shorter time, or take them in one order',
  OptimisticLockError:
    'another wrote the row since it was read: operation() repeats the work on what is stored now, ' +
    'or let the database compute the value (em.updateRow with increment)',
};
