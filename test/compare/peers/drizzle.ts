import type pg from 'pg';
import { peerModule, versionOf } from './installed.ts';
import type { NamedPeer } from './peer.ts';

interface Account {
  readonly id: number;
  readonly n: number;
}

interface Rows extends Promise<Account[]> {
  from(table: unknown): Rows;
  where(condition: unknown): Rows;
  values(data: object): Rows;
  set(data: object): Rows;
  returning(): Rows;
  onConflictDoNothing(options: object): Rows;
  onConflictDoUpdate(options: object): Rows;
}

interface Database {
  select(): Rows;
  insert(table: unknown): Rows;
  update(table: unknown): Rows;
  execute(sql: string): Promise<unknown>;
  transaction(work: (tx: Database) => Promise<void>, options: object): Promise<void>;
}

interface Column {
  primaryKey(): Column;
  notNull(): Column;
  unique(): Column;
  default(value: number): Column;
}

interface Drizzle {
  readonly drizzle: (pool: pg.Pool) => Database;
}

interface Core {
  readonly pgTable: <C>(name: string, columns: C) => C;
  readonly serial: (name: string) => Column;
  readonly text: (name: string) => Column;
  readonly integer: (name: string) => Column;
}

interface Sql {
  readonly eq: (column: unknown, value: unknown) => unknown;
  readonly sql: (parts: TemplateStringsArray, ...values: unknown[]) => unknown;
}

export const drizzle: NamedPeer = {
  name: `Drizzle ${versionOf('drizzle-orm')}`,
  async open(connectionString) {
    const { Pool } = await peerModule<typeof pg>('pg');
    const [{ drizzle }, { pgTable, serial, text, integer }, { eq, sql }] = await Promise.all([
      peerModule<Drizzle>('drizzle-orm/node-postgres'),
      peerModule<Core>('drizzle-orm/pg-core'),
      peerModule<Sql>('drizzle-orm'),
    ]);
    const account = pgTable('account', {
      id: serial('id').primaryKey(),
      email: text('email').notNull().unique(),
      n: integer('n').notNull().default(0),
    });
    const getOrCreate = async (db: Database, email: string) => {
      const [found] = await db.select().from(account).where(eq(account.email, email));
      if (found) return { id: found.id, created: false };
      const [created] = await db
        .insert(account)
        .values({ email })
        .onConflictDoNothing({ target: account.email })
        .returning();
      return { id: created?.id, created: created !== undefined };
    };
    const pool = new Pool({ connectionString, max: 10 });
    const db = drizzle(pool);
    return {
      getOrCreate: email => getOrCreate(db, email),
      transaction: (work, level) =>
        db.transaction(
          tx => work({ getOrCreate: email => getOrCreate(tx, email), ping: () => tx.execute('select 1') }),
          { isolationLevel: level.toLowerCase() },
        ),
      async upsert(email, n) {
        const rows = db.insert(account).values({ email, n });
        const [row] = await rows.onConflictDoUpdate({ target: account.email, set: { n } }).returning();
        return { id: row?.id };
      },
      async increment(email) {
        const rows = db.update(account).set({ n: sql`${account.n} + 1` });
        return (await rows.where(eq(account.email, email)).returning())[0]?.n;
      },
      close: () => pool.end(),
    };
  },
};
