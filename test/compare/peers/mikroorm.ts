import { defineEntity, type EntityManager, IsolationLevel, MikroORM, p, raw } from '@mikro-orm/postgresql';
import type { NamedPeer } from './peer.ts';

const Account = defineEntity({
  name: 'Account',
  properties: { id: p.integer().primary(), email: p.text().unique(), n: p.integer().default(0) },
});

async function getOrCreate(em: EntityManager, email: string) {
  const found = await em.findOne(Account, { email });
  const account = found ?? em.create(Account, { email });
  await em.flush();
  return { id: account.id, created: !found };
}

export const mikroorm: NamedPeer = {
  name: 'MikroORM 7.2.1',
  async open(clientUrl) {
    const orm = await MikroORM.init({ clientUrl, entities: [Account] });
    return {
      getOrCreate: email => getOrCreate(orm.em.fork(), email),
      transaction: (work, level) =>
        orm.em
          .fork()
          .transactional(
            em => work({ getOrCreate: email => getOrCreate(em, email), ping: () => em.execute('select 1') }),
            {
              isolationLevel:
                IsolationLevel[level === 'REPEATABLE READ' ? 'REPEATABLE_READ' : 'READ_COMMITTED'],
            },
          ),
      async upsert(email, n) {
        const { id } = await orm.em.fork().upsert(Account, { email, n });
        return { id };
      },
      async increment(email) {
        const em = orm.em.fork();
        const account = await em.findOneOrFail(Account, { email });
        account.n = raw('n + 1');
        await em.flush();
        return account.n;
      },
      close: () => orm.close(),
    };
  },
};
