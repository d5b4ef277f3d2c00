import { expect, test } from 'vitest';
import { createDatabase, Dog } from './tables.ts';

const db = createDatabase();
const count = Number(process.env['SELFSAME_ROWS'] ?? 200_000);

test(`${count} rows are created, and found again, in bounded memory`, { timeout: 1_200_000 }, async () => {
  const rows = Array.from({ length: count }, (_, i) => ({ chip: `chip ${(i * 7919) % count}` }));
  let peak = 0;
  const options = {
    key: ['chip'] as const,
    adopt: false as const,
    batch: 5000,
    onProgress: () => (peak = Math.max(peak, process.memoryUsage().rss)),
  };

  const started = Date.now();
  const first = await db.unit().getOrCreateMany(Dog, rows, options);
  const stored = Date.now();
  const second = await db.unit().getOrCreateMany(Dog, rows, options);

  expect(first.created.size).toBe(new Set(rows.map(({ chip }) => chip)).size);
  expect(second.created.size).toBe(0);
  expect(second.rows.every((key, at) => key === first.rows[at])).toBe(true);
  expect(peak).toBeLessThan(1.5e9);
  console.log(`${stored - started} ms, then ${Date.now() - stored} ms; ${Math.round(peak / 1e6)} MB`);
});
