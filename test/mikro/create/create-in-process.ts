import process from 'node:process';
import config from '../../../mikro-orm.config.ts';
import { Cart } from '../../../entities/index.ts';
import { MikroORM } from '../../../src/index.ts';

/** What a process is told to create, in an order of its own, and what it is told when it is done. */
export interface Order {
  readonly sessions: readonly string[];
}

export interface Done {
  /** The sessions whose carts this process was told that it had created. */
  readonly created: readonly string[];
  /** The cart of each session, as each caller got it. */
  readonly carts: readonly (readonly [session: string, id: number])[];
  readonly errors: readonly string[];
}

const connections = 4;
const [url = '', applicationName = ''] = process.argv.slice(2);
const orm = await MikroORM.init({
  ...config,
  clientUrl: url,
  pool: { min: connections, max: connections },
  driverOptions: { application_name: applicationName },
});

process.on('message', (order: Order) => void work(order));
process.on('disconnect', () => process.exit());
await Promise.all(each(() => orm.em.fork().execute('select pg_sleep(0.1)')));
process.send?.('ready');

/** On each connection: half of them get the carts one by one, the other half in batches. */
async function work({ sessions }: Order): Promise<void> {
  const found: [cart: Cart, created: boolean][] = [];
  const errors: string[] = [];
  await Promise.all(
    each(async number => {
      const batches = inBatches(shuffled(sessions), number % 2 === 0 ? 1 : 50);
      for (const batch of batches.slice(0, number % 2 === 0 ? sessions.length / 4 : batches.length))
        await carts(batch).then(
          got => found.push(...got),
          error => errors.push(String(error)),
        );
    }),
  );
  process.send?.({
    created: found.filter(([, created]) => created).map(([{ session }]) => session),
    carts: found.map(([{ session, id }]) => [session, id]),
    errors,
  } satisfies Done);
}

async function carts(sessions: readonly string[]): Promise<[cart: Cart, created: boolean][]> {
  const em = orm.em.fork();
  const [session] = sessions;
  if (session !== undefined && sessions.length === 1) return [await em.getOrCreate(Cart, { session })];
  const { rows, created } = await em.getOrCreateMany(
    Cart,
    sessions.map(each => ({ session: each })),
    { key: ['session'] },
  );
  return rows.map(cart => [cart, created.has(cart)]);
}

function each<T>(run: (number: number) => Promise<T>): Promise<T>[] {
  return Array.from({ length: connections }, (_, number) => run(number));
}

function shuffled(sessions: readonly string[]): string[] {
  return sessions
    .map(session => ({ session, at: Math.random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ session }) => session);
}

function inBatches(sessions: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(sessions.length / size) }, (_, at) =>
    sessions.slice(at * size, (at + 1) * size),
  );
}
