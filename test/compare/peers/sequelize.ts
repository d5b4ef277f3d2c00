import { peerModule, versionOf } from './installed.ts';
import type { NamedPeer } from './peer.ts';

interface Account {
  readonly id: number;
  readonly n: number;
  increment(property: 'n'): Promise<Account>;
}

interface Options {
  readonly where: { readonly email: string };
  readonly transaction?: unknown;
  readonly rejectOnEmpty?: boolean;
}

interface Model {
  findOne(options: Options): Promise<Account>;
  findOrCreate(options: Options): Promise<[Account, boolean]>;
  upsert(data: { email: string; n: number }): Promise<[Account, boolean | null]>;
}

interface Connection {
  define(name: string, columns: object, options: object): Model;
  query(sql: string, options: object): Promise<unknown>;
  transaction<T>(options: object, work: (transaction: unknown) => Promise<T>): Promise<T>;
  close(): Promise<unknown>;
}

interface SequelizeModule {
  readonly Sequelize: new (url: string, options: object) => Connection;
  readonly DataTypes: { readonly INTEGER: unknown; readonly TEXT: unknown };
}

async function getOrCreate(accounts: Model, email: string, transaction?: unknown) {
  const [{ id }, created] = await accounts.findOrCreate({
    where: { email },
    ...(transaction ? { transaction } : {}),
  });
  return { id, created };
}

export const sequelize: NamedPeer = {
  name: `Sequelize ${versionOf('sequelize')}`,
  async open(url) {
    const { Sequelize, DataTypes } = await peerModule<SequelizeModule>('sequelize');
    const connection = new Sequelize(url, { logging: false, pool: { max: 10 } });
    const columns = {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      email: { type: DataTypes.TEXT, unique: true },
      n: { type: DataTypes.INTEGER, defaultValue: 0 },
    };
    const accounts = connection.define('account', columns, { freezeTableName: true, timestamps: false });
    return {
      getOrCreate: email => getOrCreate(accounts, email),
      transaction: (work, isolationLevel) =>
        connection.transaction({ isolationLevel }, transaction =>
          work({
            getOrCreate: email => getOrCreate(accounts, email, transaction),
            ping: () => connection.query('select 1', { transaction }),
          }),
        ),
      upsert: async (email, n) => ({ id: (await accounts.upsert({ email, n }))[0].id }),
      async increment(email) {
        const account = await accounts.findOne({ where: { email }, rejectOnEmpty: true });
        await account.increment('n');
        return account.n;
      },
      close: () => connection.close(),
    };
  },
};
