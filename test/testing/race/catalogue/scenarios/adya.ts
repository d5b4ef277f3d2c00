import { scenario, sqlOf, transaction, twice } from '../scenario.ts';
import { allValues, countWhere, twoValues as seed, valueOf } from '../values.ts';

/** Adya's anomalies that READ COMMITTED prevents, and those of one row or one condition, as Kleppmann's Hermitage tries them. */
export const adya = [
  scenario(
    {
      id: 'G0',
      what: 'dirty write (write cycle)',
      seed,
      operations: {
        ada: transaction(async ({ change }) => {
          await change('update test set value = 11 where id = 1');
          await change('update test set value = 21 where id = 2');
        }),
        bob: transaction(async ({ change }) => {
          await change('update test set value = 12 where id = 1');
          await change('update test set value = 22 where id = 2');
        }),
      },
      expected: ['absent 0/6 (4)', 'absent 0/6 (4) 40001', 'absent 0/6 (4) 40001'],
    },
    async ({ em }) => {
      const [first, second] = await allValues(sqlOf(em));
      return (first === 11) !== (second === 21);
    },
  ),
  scenario(
    {
      id: 'G1a',
      what: 'aborted read',
      seed,
      operations: {
        writer: async em => {
          await em.begin();
          await em.execute('update test set value = 101 where id = 1');
          await em.rollback();
        },
        reader: transaction(async sql => [...(await allValues(sql)), ...(await allValues(sql))]),
      },
      // At serializable a rollback takes back what the transaction read and wrote, so its place is tried everywhere.
      expected: ['absent 0/6 (1)', 'absent 0/3 (1)', 'absent 0/10 (10)'],
    },
    ({ results }) => results.reader?.includes(101),
  ),
  scenario(
    {
      id: 'G1b',
      what: 'intermediate read',
      seed,
      operations: {
        writer: transaction(async ({ change }) => {
          await change('update test set value = 101 where id = 1');
          await change('update test set value = 11 where id = 1');
        }),
        reader: transaction(async sql => [...(await allValues(sql)), ...(await allValues(sql))]),
      },
      expected: ['absent 0/10 (3)', 'absent 0/4 (2)', 'absent 0/20 (20)'],
    },
    ({ results }) => results.reader?.includes(101),
  ),
  scenario(
    {
      id: 'G1c',
      what: 'circular information flow',
      seed,
      operations: {
        ada: transaction(async sql => {
          await sql.change('update test set value = 11 where id = 1');
          return valueOf(sql, 2);
        }),
        bob: transaction(async sql => {
          await sql.change('update test set value = 22 where id = 2');
          return valueOf(sql, 1);
        }),
      },
      expected: ['absent 0/20 (3)', 'absent 0/6 (3)', 'absent 0/20 (12) 40001'],
    },
    ({ results }) => results.ada === 22 && results.bob === 11,
  ),
  scenario(
    {
      id: 'OTV',
      what: 'observed transaction vanishes (3 operations)',
      seed,
      operations: {
        ada: transaction(async ({ change }) => {
          await change('update test set value = 11 where id = 1');
          await change('update test set value = 19 where id = 2');
        }),
        bob: transaction(async ({ change }) => {
          await change('update test set value = 12 where id = 1');
          await change('update test set value = 18 where id = 2');
        }),
        reader: transaction(async sql => [await valueOf(sql, 1), await valueOf(sql, 2)]),
      },
      expected: ['absent 0/168 (24)', 'absent 0/34 (10) 40001', 'absent 0/308 (154) 40001'],
    },
    async ({ em, endings, results: { reader } }) => {
      if (endings['ada']?.status !== 'fulfilled' || endings['bob']?.status !== 'fulfilled') return false;
      const [last] = await allValues(sqlOf(em));
      return last === 12 && reader?.[0] === 12 && reader[1] === 19;
    },
  ),
  scenario(
    {
      id: 'PMP',
      what: 'predicate-many-preceders (read)',
      seed,
      operations: {
        reader: transaction(async sql => [
          await countWhere(sql, 'value = 30'),
          await countWhere(sql, 'value % 3 = 0'),
        ]),
        writer: transaction(({ change }) => change('insert into test values (3, 30)')),
      },
      expected: ['seen 2/6 (3)', 'absent 0/3 (2)', 'absent 0/10 (10)'],
    },
    ({ results: { reader } }) => reader?.[0] === 0 && reader[1] === 1,
  ),
  scenario(
    {
      id: 'PMP-write',
      what: 'predicate-many-preceders (write predicate)',
      seed,
      operations: {
        ada: transaction(({ change }) => change('update test set value = value + 10')),
        bob: transaction(async sql => {
          await sql.change('delete from test where value = 20');
          return countWhere(sql, 'value = 20');
        }),
      },
      expected: ['seen 1/5 (4)', 'absent 0/4 (4) 40001', 'absent 0/5 (5) 40001'],
    },
    ({ results }) => results.bob !== undefined && results.bob > 0,
  ),
  scenario(
    {
      id: 'P4',
      what: 'lost update',
      seed,
      operations: twice(
        transaction(async sql => {
          const value = await valueOf(sql, 1);
          await sql.change(`update test set value = ${value! + 1} where id = 1`);
          return 1;
        }),
      ),
      expected: ['seen 12/14 (6)', 'absent 0/14 (6) 40001', 'absent 0/14 (10) 40001'],
    },
    async ({ em, results: { ada = 0, bob = 0 } }) => {
      const [value] = await allValues(sqlOf(em));
      return value !== 10 + ada + bob;
    },
  ),
  scenario(
    {
      id: 'P2',
      what: 'non-repeatable read (fuzzy read)',
      seed,
      operations: {
        reader: transaction(async sql => [await valueOf(sql, 1), await valueOf(sql, 1)]),
        writer: transaction(({ change }) => change('update test set value = 11 where id = 1')),
      },
      expected: ['seen 2/6 (3)', 'absent 0/3 (2)', 'absent 0/10 (10)'],
    },
    ({ results: { reader } }) => reader && reader[0] !== reader[1],
  ),
  scenario(
    {
      id: 'P3',
      what: 'phantom',
      seed,
      operations: {
        reader: transaction(async sql => [
          await countWhere(sql, 'value > 0'),
          await countWhere(sql, 'value > 0'),
        ]),
        writer: transaction(({ change }) => change('insert into test values (3, 30)')),
      },
      expected: ['seen 2/6 (3)', 'absent 0/3 (2)', 'absent 0/10 (10)'],
    },
    ({ results: { reader } }) => reader && reader[0] !== reader[1],
  ),
];
