import { expect, test } from 'vitest';
import { type EntityManager, increment } from '../../../src/index.ts';
import { bulkDatabase, Place } from './tables.ts';

const db = bulkDatabase();

async function took(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[times.length >> 1] as number;

const raw = 'update place set price = price + 1, version = coalesce(version, 0) + 1 where number = 1';

/** The median times of the plain statement, and of `write` in a unit that has loaded `loaded` of its rows, one after the other in turn. */
async function compare(loaded: number, write: (em: EntityManager) => Promise<unknown>) {
  const em = db.unit();
  const where = loaded > 0 ? { number: 1 } : { number: -1 };
  const places = await em.find(Place, where, { limit: Math.max(loaded, 1), orderBy: { id: 'asc' } });
  const [plain, own]: [number[], number[]] = [[], []];
  for (let round = 0; round < 15; round++) {
    plain.push(await took(() => db.rows(raw)));
    own.push(await took(() => write(em)));
  }
  const [first] = places;
  const row = first && (await db.rows('select price, version from place where id = $1', [first.id]))[0];
  if (first) expect(first).toMatchObject(row as object);
  return { plain: median(plain), own: median(own) };
}

test('a change of 10,000 rows of which 1,000 are loaded costs at most one and a half times the plain statement', async () => {
  await db.rows(
    'insert into place (number, price, list_price, version) select 1, 1, 1, 1 from generate_series(1, 10000)',
  );
  const write = (em: EntityManager) => em.updateWhere(Place, { number: 1 }, { price: increment(1) });
  await compare(1000, write);

  const { plain, own } = await compare(1000, write);
  const { own: none } = await compare(0, write);

  console.log(
    `plain ${plain.toFixed(1)} ms, 1,000 loaded ${own.toFixed(1)} ms, none loaded ${none.toFixed(1)} ms`,
  );
  expect(own / plain).toBeLessThan(1.5);
}, 120_000);
