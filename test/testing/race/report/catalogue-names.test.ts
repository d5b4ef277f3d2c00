import { expect, test } from 'vitest';
import { race } from '../../../../src/testing/race/race.ts';
import { anomalyOf } from '../../../../src/testing/race/report/anomaly.ts';
import { catalogueDatabase } from '../catalogue/catalogue-database.ts';
import { scenarios } from '../catalogue/scenarios.ts';

const database = catalogueDatabase();

/** The name of every failing schedule that is found of the scenarios that fail at read committed. */
const names: Readonly<Record<string, string>> = {
  PMP: 'G-single',
  'PMP-write': 'G-single',
  P4: 'P4',
  P2: 'G-single',
  P3: 'G-single',
  'G-single': 'G-single',
  'G-single-pred': 'G-single',
  'G-single-write': 'G-single',
  'G2-item': 'G2-item',
  G2: 'G2',
  'G2-2edges': 'G2-item',
  'GOC-dup': 'G2',
  'GOC-23505': '23505',
  'GOC-25P02': '25P02',
  'GOC-forupdate': 'G2',
  'GOC-notexists': 'G2',
  'ORM-RMW': 'P4',
  'ORM-stale-lock': 'P4',
  'ORM-bulk-bypass': 'P4',
  'ORM-version-skew': 'G2-item',
  'ORM-idmap-skew': 'G-single',
  'ORM-pk-stale': 'G-single',
  'COL-move': 'G-single',
  QUOTA: 'G2',
  'ORPHAN-nofk': 'G2',
  'CACHE-count': 'G-single',
  'PAY-twice': 'P4',
  'QUEUE-naive': 'P4',
  'DEADLOCK-order': 'deadlock',
  'DEADLOCK-fk': 'deadlock',
  'DEADLOCK-unique': 'deadlock',
  'DEADLOCK-upgrade': 'deadlock',
  'BULK-copy': 'P4',
};

/** Operations may end with these; whether that is an anomaly is for the scenario to say. */
const allow = ['40001', '40P01', '23505', '23503', '25P02', 'OptimisticLockError'];

test.each(scenarios.filter(({ id }) => id in names))(
  '$id, $what, is named as in the literature',
  async ({ id, what, seed, operations, anomaly }) => {
    const { failures } = await race(database.orm, {
      seed: em => seed && em.execute(seed),
      operations,
      allow,
      invariant: async outcome => {
        if (await anomaly(outcome)) throw new Error(what);
      },
    });

    expect(failures.length).toBeGreaterThan(0);
    expect(new Set(failures.map(failure => anomalyOf(failure)?.name))).toEqual(new Set([names[id]]));
  },
);
