import { scenario, sqlOf, transaction } from '../scenario.ts';
import { allValues, countWhere, type StoredValue, twoValues as seed, valueOf } from '../values.ts';

/** Adya's anomalies between several rows, as Kleppmann's Hermitage tries them. */
export const skew = [
  scenario(
    {
      id: 'G-single',
      what: 'read skew',
      seed,
      operations: {
        reader: transaction(async sql => [await valueOf(sql, 1), await valueOf(sql, 2)]),
        writer: transaction(async sql => {
          await valueOf(sql, 1);
          await valueOf(sql, 2);
          await sql.change('update test set value = 12 where id = 1');
          await sql.change('update test set value = 18 where id = 2');
        }),
      },
      expected: ['seen 5/21 (3)', 'absent 0/5 (2)', 'absent 0/56 (16)'],
    },
    ({ results: { reader } }) => reader?.[0] === 10 && reader[1] === 18,
  ),
  scenario(
    {
      id: 'G-single-pred',
      what: 'read skew, predicate dependency',
      seed,
      operations: {
        reader: transaction(async sql => [
          await countWhere(sql, 'value % 5 = 0'),
          await countWhere(sql, 'value % 3 = 0'),
        ]),
        writer: transaction(({ change }) => change('update test set value = 12 where value = 10')),
      },
      expected: ['seen 2/6 (3)', 'absent 0/3 (2)', 'absent 0/10 (10)'],
    },
    ({ results: { reader } }) => reader?.[0] === 2 && reader[1] === 1,
  ),
  scenario(
    {
      id: 'G-single-write',
      what: 'read skew, write predicate',
      seed,
      operations: {
        ada: transaction(async sql => [
          await valueOf(sql, 1),
          await sql.change('delete from test where value = 20'),
        ]),
        bob: transaction(async ({ change }) => {
          await change('update test set value = 12 where id = 1');
          await change('update test set value = 18 where id = 2');
        }),
      },
      expected: ['seen 6/14 (8)', 'absent 0/14 (8) 40001', 'absent 0/14 (12) 40001'],
    },
    ({ endings, results: { ada } }) =>
      endings['bob']?.status === 'fulfilled' && ada?.[0] === 10 && ada[1] === 0,
  ),
  scenario(
    {
      id: 'G2-item',
      what: 'write skew',
      seed,
      operations: { ada: withdrawFrom(1), bob: withdrawFrom(2) },
      expected: ['seen 18/20 (3)', 'seen 18/20 (3)', 'absent 0/20 (12) 40001'],
    },
    async ({ em }) => (await allValues(sqlOf(em))).every(value => value === 0),
  ),
  scenario(
    {
      id: 'G2',
      what: 'anti-dependency cycle on a predicate',
      seed,
      operations: { ada: countAndInsert(3, 30), bob: countAndInsert(4, 42) },
      expected: ['seen 18/20 (6)', 'seen 18/20 (6)', 'absent 0/20 (14) 40001'],
    },
    ({ results }) => results.ada === 0 && results.bob === 0,
  ),
  scenario(
    {
      id: 'G2-2edges',
      what: 'read-only transaction anomaly (Fekete; 3 operations)',
      seed,
      operations: {
        ada: transaction(async sql => {
          const values = await allValues(sql);
          await sql.change('update test set value = 0 where id = 1');
          return values;
        }),
        bob: transaction(({ change }) => change('update test set value = value + 5 where id = 2')),
        reader: transaction(allValues),
      },
      expected: ['seen 7/60 (7)', 'seen 7/60 (10)', 'absent 0/202 (137) 40001'],
    },
    ({ endings, results: { ada, reader } }) =>
      endings['bob']?.status === 'fulfilled' && ada?.[1] === 20 && reader?.[0] === 10 && reader[1] === 25,
  ),
];

/** Sets row `id` to 0 when both rows together hold enough. */
function withdrawFrom(id: number) {
  return transaction(async ({ select, change }) => {
    const rows = await select<StoredValue>('select * from test where id in (1, 2)');
    const sum = rows.reduce((total, { value }) => total + value, 0);
    if (sum >= 30) await change(`update test set value = 0 where id = ${id}`);
  });
}

function countAndInsert(id: number, value: number) {
  return transaction(async sql => {
    const count = await countWhere(sql, 'value % 3 = 0');
    await sql.change(`insert into test values (${id}, ${value})`);
    return count;
  });
}
