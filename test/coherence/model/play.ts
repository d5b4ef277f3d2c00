import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import fc from 'fast-check';
import pg from 'pg';
import { inject } from 'vitest';
import { type EntityManager, MikroORM } from '../../../src/index.ts';
import { type FileDatabase, fileDatabase } from '../../../src/testing/vitest/index.ts';
import { Book, Cover, Loan, Note, Reader, Shelf, Tag } from './entities.ts';
import { Game } from './game.ts';
import { type Step, steps } from './step.ts';

export function coherenceDatabase(): FileDatabase<MikroORM, EntityManager> {
  return fileDatabase(open, () => ({ url: inject('selfsame').url, name: 'template1' }));
}

async function open(clientUrl: string): Promise<MikroORM> {
  const orm = await MikroORM.init({
    clientUrl,
    entities: [Shelf, Book, Note, Cover, Tag, Reader, Loan],
    metadataProvider: ReflectMetadataProvider,
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

/** Plays random lists of steps: after each of them all that is loaded is what is stored. Answers with how many were played. */
export async function playCoherence(
  db: FileDatabase<MikroORM, EntityManager>,
  { seed, runs, length, path }: Runs,
): Promise<number> {
  const other = new pg.Client({ connectionString: db.url });
  await other.connect();
  let played = 0;
  const play = async (list: readonly Step[]) => {
    await other.query(reset);
    const game = await Game.on(db.unit(), other);
    for (const step of list) {
      played++;
      if (!(await game.play(step))) break;
    }
    game.end();
  };
  try {
    await fc.assert(fc.asyncProperty(steps(length), play), {
      seed,
      numRuns: runs,
      ...(path === undefined ? {} : { path }),
      interruptAfterTimeLimit: 800_000,
    });
  } finally {
    await other.end();
  }
  return played;
}

const reset = `
  truncate shelf, book, note, cover, tag, reader, loan, book_tags restart identity;
  insert into shelf (name) values ('a'), ('b'), ('c');
  insert into book (title, price, shelf_id) values
    ('red', 1, 1), ('green', 3, 1), ('blue', null, 2), ('red', 5, null), ('green', 3, 3);
  insert into note (text, book_id) values ('x', 1), ('y', 1), ('z', 2), ('w', 5);
  insert into cover (colour, book_id) values ('c', 1), ('d', 2), ('e', null);
  insert into tag (name) values ('tag 0'), ('tag 1'), ('tag 2');
  insert into book_tags (book_id, tag_id) values (1, 1), (1, 2), (2, 2), (3, 3);
  insert into reader (name) values ('ada'), ('bob');
  insert into loan (reader_id, book_id) values (1, 1), (1, 2), (2, 4);
`;
