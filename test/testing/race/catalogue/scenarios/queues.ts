import type { EntityManager } from '@mikro-orm/postgresql';
import { scenario, transaction, twice } from '../scenario.ts';
import { Message } from '../tables.ts';

const seed = `insert into account values (1, 'todo', 0), (2, 'todo', 0)`;
const next = `select * from account where owner = 'todo' order by id limit 1`;

/** Rows that workers take one after the other. */
export const queues = [
  scenario(
    {
      id: 'QUEUE-naive',
      what: 'select the first job, then update: job taken twice',
      seed,
      operations: twice(take(next)),
      expected: ['seen 12/14 (6)', 'absent 0/14 (6) 40001', 'absent 0/14 (10) 40001'],
    },
    ({ results: { ada, bob } }) => ada !== undefined && ada === bob,
  ),
  scenario(
    {
      id: 'QUEUE-skiplocked',
      what: 'FOR UPDATE SKIP LOCKED: job taken twice',
      seed,
      operations: twice(take(`${next} for update skip locked`)),
      expected: ['absent 0/20 (12)', 'absent 0/20 (12)', 'absent 0/20 (16)'],
    },
    ({ results: { ada, bob } }) => ada !== undefined && ada === bob,
  ),
  scenario(
    {
      id: 'OUTBOX-gap',
      what: 'a reader with an id cursor skips a late commit (3 operations)',
      operations: {
        ada: transaction(({ change }) => change(`insert into outbox (what) values ('a')`)),
        bob: transaction(({ change }) => change(`insert into outbox (what) values ('b')`)),
        reader: async em => {
          const read = [...(await messagesAfter(em, 0))];
          read.push(...(await messagesAfter(em, read.at(-1) ?? 0)));
          return read;
        },
      },
      expected: ['seen 10/90 (30)', 'seen 10/90 (30)', 'seen 44/420 (420)'],
    },
    async ({ em, results: { reader } }) => {
      const stored = (await em.find(Message, {})).map(({ id }) => id);
      const last = reader?.at(-1) ?? 0;
      return stored.some(id => id < last && !reader?.includes(id));
    },
  ),
];

function take(sql: string) {
  return transaction(async ({ select, change }) => {
    const [job] = await select<{ id: number }>(sql);
    if (!job) return undefined;
    await change(`update account set owner = 'done' where id = ${job.id}`);
    return job.id;
  });
}

async function messagesAfter(em: EntityManager, id: number): Promise<number[]> {
  const read = transaction(({ select }) =>
    select<{ i: number }>(`select id as i, what from outbox where id > ${id} order by id`),
  );
  return (await read(em)).map(({ i }) => i);
}
