import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { startPostgres } from '../../../src/testing/index.ts';
import { installPeers } from './installed.ts';
import { PAGE, pageOf, rowOf } from './page.ts';
import { otherPeers, ownPeers } from './peers.ts';

// Prints what other libraries make of races for one row; with --write it also goes into docs/peers.md.
installPeers();
await using server = await startPostgres();
const rows: (readonly string[])[] = [];
for (const peer of [...ownPeers, ...otherPeers]) rows.push(await rowOf(peer, server.url));
const page = pageOf(rows);
console.log(page);
if (process.argv.includes('--write')) writeFileSync(PAGE, page);
