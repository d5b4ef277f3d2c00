import type { Isolation, RaceFailure } from '../../../../src/testing/race/report.ts';
import { failureOf, trace } from './trace.ts';

const found = { rowCount: 1 };

/** Two doctors on call; each sees the other and goes off call. */
export function writeSkew(): RaceFailure {
  const both = `select "d0".* from "doctor" as "d0" where "d0"."id" in (1, 2)`;
  const rows = [
    { id: 1, on_call: true },
    { id: 2, on_call: true },
  ];
  const off = (id: number) => `update "doctor" set "on_call" = false where "id" = ${id}`;
  return failureOf(
    trace(
      ['ada', 'begin', { chosen: false }],
      ['ada', both, { reads: 'doctor#1 doctor#2', rows }],
      ['bob', 'begin', { chosen: false }],
      ['bob', both, { reads: 'doctor#1 doctor#2', rows }],
      ['ada', off(1), { ...found, writes: 'doctor#1' }],
      ['bob', off(2), { ...found, writes: 'doctor#2' }],
      ['ada', 'commit'],
      ['bob', 'commit'],
    ),
    { reason: new Error('expected 0 to be greater than 0') },
  );
}

/** Both look for a customer, find none and insert one, without transactions. */
export function lookThenInsert(): RaceFailure {
  const look = `select "c0".* from "customer" as "c0" where "c0"."email" = 'ada@example.com' limit 1`;
  const insert = `insert into "customer" ("email", "name") values ('ada@example.com', 'Ada') returning "id"`;
  return failureOf(
    trace(
      ['ada', look, { in: 'ada 1', reads: 'customer', rows: [] }],
      ['bob', look, { in: 'bob 1', reads: 'customer', rows: [] }],
      ['ada', insert, { in: 'ada 2', writes: 'customer+', rows: [{ id: 1 }] }],
      ['ada', 'commit', { in: 'ada 2', implicit: true }],
      ['bob', insert, { in: 'bob 2', writes: 'customer+', rows: [{ id: 2 }] }],
      ['bob', 'commit', { in: 'bob 2', implicit: true }],
    ),
    { reason: new Error('expected [ Customer{…}, Customer{…} ] to have a length of 1 but got 2') },
  );
}

/** A reader sees the first account before a transfer and the second after it. */
export function readSkew(isolation: Isolation = 'read committed'): RaceFailure {
  const read = (id: number) => `select * from "account" where "id" = ${id}`;
  const set = (id: number, balance: number) =>
    `update "account" set "balance" = ${balance} where "id" = ${id}`;
  return failureOf(
    trace(
      ['audit', 'begin', { chosen: false, isolation }],
      ['audit', read(1), { reads: 'account#1', rows: [{ id: 1, balance: 50 }], isolation }],
      ['transfer', 'begin', { chosen: false }],
      ['transfer', set(1, 40), { writes: 'account#1', ...found }],
      ['transfer', set(2, 60), { writes: 'account#2', ...found }],
      ['transfer', 'commit'],
      ['audit', read(2), { reads: 'account#2', rows: [{ id: 2, balance: 60 }], isolation }],
      ['audit', 'commit', { isolation }],
    ),
    { endings: { audit: { status: 'fulfilled', value: 110 } } },
  );
}

/** Two rows changed in opposite orders, one of three operations only watching. */
export function deadlock(): RaceFailure {
  const set = (id: number) => `update "account" set "balance" = "balance" + 5 where "id" = ${id}`;
  const error = Object.assign(new Error('deadlock detected'), { code: '40P01' });
  return failureOf(
    trace(
      ['ada', 'begin', { chosen: false }],
      ['bob', 'begin', { chosen: false }],
      ['ada', set(1), { writes: 'account#1', ...found }],
      ['bob', set(2), { writes: 'account#2', ...found }],
      ['ada', set(2), { writes: 'account#2', ...found, waitedFor: ['bob'], resumedAfter: 7 }],
      ['eve', 'select count(*) from "account"', { reads: 'account', rows: [{ count: 2n }] }],
      [
        'bob',
        set(1),
        { writes: 'account#1', waitedFor: ['ada'], resumedAfter: 7, error: ['40P01', 'deadlock detected'] },
      ],
      ['bob', '-- bob is the victim of the deadlock', { kind: 'victim' }],
      ['bob', 'rollback', { chosen: false }],
      ['ada', 'commit'],
    ),
    {
      schedule: ['ada', 'bob', 'ada', 'eve', 'bob', 'bob!', 'ada'],
      deadlocks: [['ada', 'bob']],
      reason: error,
      endings: {
        ada: { status: 'fulfilled', value: undefined },
        bob: { status: 'rejected', error },
        eve: { status: 'fulfilled', value: 2n },
      },
    },
  );
}
