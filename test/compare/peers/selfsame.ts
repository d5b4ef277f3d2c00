import { defineEntity, type EntityManager, increment, MikroORM, p } from '../../../src/index.ts';
import type { NamedPeer } from './peer.ts';

const Account = defineEntity({
  name: 'Account',
  properties: { id: p.integer().primary(), email: p.text().unique(), n: p.integer().default(0) },
});

async function getOrCreate(em: EntityManager, email: string) {
  const [{ id }, created] = await em.getOrCreate(Account, { email });
  return { id, created };
}

export const selfsame: NamedPeer = {
  name: 'Selfsame',
  async open(clientUrl) {
    const orm = await MikroORM.init({ clientUrl, entities: [Account] });
    return {
      getOrCreate: email => getOrCreate(orm.em.fork(), email),
      transaction: (work, level) =>
        orm.em
          .fork()
          .atomic(
            em => work({ getOrCreate: email => getOrCreate(em, email), ping: () => em.execute('select 1') }),
            { isolation: level === 'REPEATABLE READ' ? 'repeatable read' : 'read committed', attempts: 10 },
          ),
      async upsert(email, n) {
        const [{ id }, created] = await orm.em.fork().updateOrCreate(Account, { email }, { n });
        return { id, created };
      },
      async increment(email) {
        const em = orm.em.fork();
        const account = await em.findOneOrFail(Account, { email });
        await em.updateRow(account, { n: increment(1) });
        return account.n;
      },
      close: () => orm.close(),
    };
  },
};
