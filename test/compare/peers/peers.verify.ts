import { readFileSync } from 'node:fs';
import { expect, inject, test } from 'vitest';
import { arePeersInstalled } from './installed.ts';
import { PAGE, pageOf, rowOf } from './page.ts';
import { otherPeers, ownPeers } from './peers.ts';

test('docs/peers.md says what the runs say, of all that is installed', async () => {
  const page = readFileSync(PAGE, 'utf8');
  const installed = arePeersInstalled();
  const rows: (readonly string[])[] = [];
  for (const peer of [...ownPeers, ...(installed ? otherPeers : [])])
    rows.push(await rowOf(peer, inject('selfsame').url));

  if (installed) expect(page).toBe(pageOf(rows));
  const cells = page.split('\n').map(line =>
    line
      .split('|')
      .map(cell => cell.trim())
      .slice(1, -1),
  );
  expect(cells).toEqual(expect.arrayContaining(rows.map(row => [...row])));
});
