import { expect, test } from 'vitest';
import { race } from '../../../../src/testing/race/race.ts';
import { sql, testBank } from './bank.ts';

const bank = testBank();

test('when the server chooses whom to wake first, the search goes on and says so', async () => {
  const report = await race(bank.orm, {
    operations: {
      ada: async em =>
        em.transactional(async inside => {
          await inside.execute(`insert into token values (1, 'x')`);
          throw new Error('changed her mind');
        }),
      bob: sql(`insert into token values (2, 'x')`, 'select 1'),
      eve: sql(`insert into token values (3, 'x')`, 'select 2'),
    },
    allow: ['23505', 'Error'],
    invariant: async ({ em }) => expect(await em.execute('select name from token')).toEqual([{ name: 'x' }]),
  });

  expect(report.verdict).toBe('covered');
  expect(report.caveats.join()).toContain('bob and eve were woken at once');
});
