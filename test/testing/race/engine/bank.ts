import { defineEntity, type EntityManager, MikroORM, p } from '@mikro-orm/postgresql';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../../../src/testing/index.ts';

export const Account = defineEntity({
  name: 'Account',
  tableName: 'account',
  properties: { id: p.integer().primary(), balance: p.integer() },
});

export const Tag = defineEntity({
  name: 'Tag',
  tableName: 'tag',
  properties: { id: p.integer().primary(), name: p.string() },
});

const Token = defineEntity({
  name: 'Token',
  tableName: 'token',
  properties: { id: p.integer().primary(), name: p.string().unique() },
});

/** Accounts, tags and unique tokens in a database of their own, on plain MikroORM. */
export class Bank {
  #database: TestDatabase | undefined;
  #orm: MikroORM | undefined;

  get orm(): MikroORM {
    if (!this.#orm) throw new Error('The bank opens before the first test.');
    return this.#orm;
  }

  get url(): string {
    return this.#database?.url ?? '';
  }

  async open(): Promise<void> {
    this.#database = await cloneDatabase(inject('selfsame'));
    this.#orm = await MikroORM.init({ clientUrl: this.#database.url, entities: [Account, Tag, Token] });
    await this.#orm.schema.create();
  }

  async close(): Promise<void> {
    await this.#orm?.close();
    await this.#database?.drop();
  }

  /** What `sql` returns on a connection of its own. */
  async rows(sql: string): Promise<unknown[]> {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }
}

export function testBank(): Bank {
  const bank = new Bank();
  beforeAll(() => bank.open());
  afterAll(() => bank.close());
  return bank;
}

/** Stores empty accounts with these ids. */
export function accounts(...ids: number[]) {
  return (em: EntityManager): void => {
    for (const id of ids) em.create(Account, { id, balance: 0 });
  };
}

/** Reads the balance, adds 5 to it in JavaScript, and stores it: a lost update when two do it. */
export function deposit(id: number) {
  return (em: EntityManager): Promise<void> =>
    em.transactional(async inside => {
      const account = await inside.findOneOrFail(Account, id);
      account.balance += 5;
    });
}

/** Runs each text as a statement, in one transaction when there are several. */
export function sql(...texts: string[]) {
  return async (em: EntityManager): Promise<void> => {
    const run = async (inside: EntityManager) => {
      for (const text of texts) await inside.execute(text);
    };
    await (texts.length > 1 ? em.transactional(run) : run(em));
  };
}

export async function balanceOf(em: EntityManager, id: number): Promise<number> {
  return (await em.findOneOrFail(Account, id)).balance;
}
