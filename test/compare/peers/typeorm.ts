import { peerModule, versionOf } from './installed.ts';
import type { Level, NamedPeer } from './peer.ts';

interface Account {
  id: number;
  email: string;
  n: number;
}

interface Repository {
  findOneBy(where: Partial<Account>): Promise<Account | null>;
  findOneByOrFail(where: Partial<Account>): Promise<Account>;
  save(data: Partial<Account>): Promise<Account>;
  upsert(data: Partial<Account>, keys: string[]): Promise<{ identifiers: ({ id?: number } | undefined)[] }>;
  increment(where: Partial<Account>, property: 'n', by: number): Promise<unknown>;
}

interface Manager {
  getRepository(entity: unknown): Repository;
  query(sql: string): Promise<unknown>;
}

interface DataSource {
  initialize(): Promise<unknown>;
  destroy(): Promise<unknown>;
  readonly manager: Manager & {
    transaction(level: Level, work: (manager: Manager) => Promise<void>): Promise<void>;
  };
}

interface TypeOrm {
  readonly DataSource: new (options: object) => DataSource;
  readonly EntitySchema: new (options: object) => unknown;
}

async function getOrCreate(accounts: Repository, email: string) {
  const found = await accounts.findOneBy({ email });
  const { id } = found ?? (await accounts.save({ email }));
  return { id, created: !found };
}

export const typeorm: NamedPeer = {
  name: `TypeORM ${versionOf('typeorm')}`,
  async open(url) {
    const { DataSource, EntitySchema } = await peerModule<TypeOrm>('typeorm');
    const Account = new EntitySchema({
      name: 'account',
      columns: {
        id: { type: 'integer', primary: true, generated: true },
        email: { type: 'text', unique: true },
        n: { type: 'integer', default: 0 },
      },
    });
    const source = new DataSource({ type: 'postgres', url, entities: [Account], extra: { max: 10 } });
    await source.initialize();
    const accounts = source.manager.getRepository(Account);
    return {
      getOrCreate: email => getOrCreate(accounts, email),
      transaction: (work, level) =>
        source.manager.transaction(level, manager =>
          work({
            getOrCreate: email => getOrCreate(manager.getRepository(Account), email),
            ping: () => manager.query('select 1'),
          }),
        ),
      upsert: async (email, n) => ({
        id: (await accounts.upsert({ email, n }, ['email'])).identifiers[0]?.id,
      }),
      async increment(email) {
        const account = await accounts.findOneByOrFail({ email });
        await accounts.increment({ id: account.id }, 'n', 1);
        return account.n;
      },
      close: () => source.destroy(),
    };
  },
};
