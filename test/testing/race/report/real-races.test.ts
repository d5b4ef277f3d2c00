import { expect, test } from 'vitest';
import { Customer, Film, Show } from '../../../../entities/index.ts';
import { type EntityManager } from '../../../../src/index.ts';
import { race } from '../../../../src/testing/race/race.ts';
import { anomalyOf } from '../../../../src/testing/race/report/anomaly.ts';
import { formatReport } from '../../../../src/testing/race/report/format-report.ts';
import { reportToJson } from '../../../../src/testing/race/report/report-to-json.ts';
import { renderSvg } from '../../../../src/testing/race/report/svg/render-svg.ts';
import '../../../../src/testing/vitest/index.ts';
import { testDatabase } from '../../../support/database.ts';

const db = testDatabase();

let customers = 0;

async function customer(credit = 0): Promise<number> {
  const ada = new Customer(`customer-${++customers}@example.com`, 'Ada');
  ada.credit = credit;
  await db.given(ada);
  return ada.id;
}

const inTransaction = (body: (em: EntityManager) => Promise<unknown>) => (em: EntityManager) =>
  em.transactional(body);

/** Pays 5 in, by reading the credit and writing the sum. */
const payIn = (id: number) => async (em: EntityManager) => {
  const { credit } = await em.findOneOrFail(Customer, id);
  await em.nativeUpdate(Customer, id, { credit: credit + 5 });
};

test('a credit read and written by both is a lost update, in one transaction or in several', async () => {
  const pay = payIn(await customer());

  const loose = await race(db.orm, { operations: { ada: pay, bob: pay } });
  const tight = await race(db.orm, { operations: { ada: inTransaction(pay), bob: inTransaction(pay) } });

  expect(loose).toFailWith('P4');
  expect(formatReport(loose)).toMatch(/^scope-based: \w+ did this in several transactions$/m);
  expect(tight).toFailWith('P4');
  expect(formatReport(tight)).toMatch(
    /^level-based: each did this in one transaction, and read committed allows it$/m,
  );
});

test('the replay that a report prints runs the schedule that it shows', async () => {
  const pay = inTransaction(payIn(await customer()));
  const operations = { ada: pay, bob: pay };
  const report = await race(db.orm, { operations });
  const [, replay = ''] = /^replay: '(.*)'$/m.exec(formatReport(report)) ?? [];

  const again = await race(db.orm, { operations, replay });

  const timeline = (text: string) => text.split('\n\n').slice(1);
  expect(timeline(formatReport(again))).toEqual(timeline(formatReport(report)));
});

test('at three levels, the report is a table, and only read committed loses an update', async () => {
  const pay = inTransaction(payIn(await customer()));

  const reports = await race(db.orm, {
    operations: { ada: pay, bob: pay },
    isolation: ['read committed', 'repeatable read', 'serializable'],
    allow: ['40001'],
  });

  expect(reports).toFailWith('P4');
  expect(reports.slice(1)).toBeProved();
  expect(formatReport(reports)).toMatch(
    /^repeatable read +│ 0\/\d+ +│ \d+ ms +│ +│ 40001 ×\d+ +│ no schedule fails/m,
  );
});

test('each pays from a common limit and looks at both accounts: write skew', async () => {
  const [one, two] = [await customer(50), await customer(50)];
  const spend = (id: number) =>
    inTransaction(async em => {
      const both = await em.find(Customer, { id: { $in: [one, two] } });
      if (both.reduce((sum, { credit }) => sum + credit, 0) < 100) return;
      await em.nativeUpdate(Customer, id, { credit: 0 });
    });

  const report = await race(db.orm, { operations: { ada: spend(one), bob: spend(two) } });

  expect(report).toFailWith('G2-item');
});

test('each adds the show that it did not find, and nothing keeps them apart: duplicates', async () => {
  await db.rows('alter table show drop constraint show_film_id_starts_at_unique');
  const film = new Film({
    title: 'Alien',
    releasedOn: '1979-05-25',
    rating: 'R',
    runningTime: 117,
    director: null,
    distributor: null,
  });
  await db.given(film);
  const startsAt = new Date('2030-01-01T20:00:00Z');
  const add = inTransaction(async em => {
    if (await em.findOne(Show, { film: film.id, startsAt })) return;
    await em.persist(new Show(em.getReference(Film, film.id), startsAt, 950, 4)).flush();
  });

  const report = await race(db.orm, { operations: { ada: add, bob: add } });

  expect(report).toFailWith('duplicates');
  expect(report).toFailWith('G2');
});

test('an insert that the unique index refuses goes by its SQLSTATE', async () => {
  const add = async (em: EntityManager) => {
    if (await em.findOne(Customer, { email: 'eve@example.com' })) return;
    await em.persist(new Customer('eve@example.com', 'Eve')).flush();
  };

  const report = await race(db.orm, { operations: { ada: add, bob: add } });

  expect(report).toFailWith('23505');
  expect(formatReport(report)).toMatch(/to repair: .*getOrCreate/);
});

test('rows changed in opposite orders are a deadlock, and its victim is marked', async () => {
  const ids = [await customer(), await customer()];
  const rename = (order: readonly number[]) =>
    inTransaction(async em => {
      for (const id of order) await em.nativeUpdate(Customer, id, { name: 'Grace' });
    });

  const report = await race(db.orm, {
    operations: { ada: rename(ids), bob: rename(ids.toReversed()) },
    invariant: () => {},
  });

  expect(report).toFailWith('deadlock');
  expect(formatReport(report)).toMatch(/— \w+ is the victim of the\s/);
  expect(formatReport(report)).toContain('▶ fails ✗ 40P01');
});

test('a sum that the database computes is proved, and its report holds no anomaly', async () => {
  const id = await customer();
  const pay = (em: EntityManager) => em.execute('update customer set credit = credit + 5 where id = ?', [id]);

  const report = await race(db.orm, { operations: { ada: pay, bob: pay } });

  expect(report).toBeProved();
  expect(report.failures.map(anomalyOf)).toEqual([]);
  expect(renderSvg(report)).toContain('no schedule fails');
});

test('what really failed can be drawn and kept as JSON', async () => {
  const pay = payIn(await customer());
  const report = await race(db.orm, { operations: { ada: pay, bob: pay } });

  expect(renderSvg(report)).toContain('rw customer#');
  const json = reportToJson(report);
  expect(JSON.parse(JSON.stringify(json))).toEqual(json);
});
