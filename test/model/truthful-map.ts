import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import fc from 'fast-check';
import { inject } from 'vitest';
import { type EntityManager, MikroORM } from '../../src/index.ts';
import { type FileDatabase, fileDatabase } from '../../src/testing/vitest/index.ts';
import { Card, Letter, Shelf } from './entities.ts';
import type { Fields, Kind, Row } from './law/row.ts';
import { StoredRows } from './law/stored-rows.ts';
import { Game, type Table } from './play/game.ts';
import { OtherSession } from './play/other-session.ts';
import { perform } from './play/perform.ts';
import { type Step, steps } from './play/step.ts';
import { Watch } from './play/watch.ts';

const watch = new Watch();

/** A database for the runs of one test file. */
export function modelDatabase(): FileDatabase<MikroORM, EntityManager> {
  return fileDatabase(open, () => ({ url: inject('selfsame').url, name: 'template1' }));
}

async function open(clientUrl: string): Promise<MikroORM> {
  const orm = await MikroORM.init({
    clientUrl,
    entities: [Letter, Card, Shelf],
    metadataProvider: ReflectMetadataProvider,
    subscribers: [watch],
  });
  await orm.schema.create();
  return orm;
}

interface Runs {
  readonly seed: number;
  readonly runs: number;
  /** Of one list of steps. */
  readonly length: number;
  /** Where in the runs of the seed to begin, as fast-check prints it. */
  readonly path?: string | undefined;
}

/** Plays random lists of steps with a unit of work and with the model of a truthful one: they never differ. */
export async function playAgainstModel(
  { orm, url }: FileDatabase<MikroORM, EntityManager>,
  { seed, runs, length, path }: Runs,
): Promise<number> {
  await using other = await OtherSession.on(url);
  const table = { orm, other, watch };
  let played = 0;
  const property = fc.asyncProperty(steps(length), async list => {
    played += list.length;
    await play(table, list);
  });
  await fc.assert(property, {
    seed,
    numRuns: runs,
    ...(path === undefined ? {} : { path }),
    interruptAfterTimeLimit: 800_000,
  });
  return played;
}

/** Plays one list of steps. */
async function play(table: Table, list: readonly Step[]): Promise<void> {
  await table.other.reset(firstRows);
  const game = new Game(table, firstRows);
  for (const step of list) {
    await perform(game, step);
    await game.compare();
  }
}

/** Three rows of each kind; the fourth is yet to come. */
const firstRows = new StoredRows(
  (['letter', 'card'] as const).flatMap(kind => [1, 2, 3].map(id => firstRow(kind, id))),
);

function firstRow(kind: Kind, id: number): Row {
  const fields: Fields = {
    code: 'abc'[id - 1]!,
    title: 'red',
    note: id === 1 ? null : 'short',
    shelf: id === 3 ? null : id,
    tags: { at: 0, words: ['old'] },
  };
  return { kind, id, fields, version: kind === 'letter' ? id : 0 };
}
