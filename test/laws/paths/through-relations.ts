import { type Collection, type EntityManager } from '../../../src/index.ts';
import type { Path } from '../path.ts';
import { pins } from '../pins.ts';
import type { Row } from '../shapes/row.ts';
import type { StoredRow } from '../stored-row.ts';

interface Rows {
  readonly rows: Collection<Row>;
}

type Strategy = 'select-in' | 'joined';

export const shelfSelected = populatingShelf('select-in');
export const shelfJoined = populatingShelf('joined');

export const collectionInit: Path = {
  name: 'collection.init',
  sees: 'the row',
  read: async (em, row) => (await rowsOf(em, row).then(rows => rows.init())).getItems()[0],
};

export const collectionLoad: Path = {
  name: 'collection.load, refresh',
  sees: 'the row',
  read: async (em, row) => (await rowsOf(em, row).then(rows => rows.load({ refresh: true }))).getItems()[0],
};

export const populateOf: Path = {
  name: 'em.populate',
  sees: 'the row',
  async read(em, row) {
    const shelf = await em.findOneOrFail(row.shape.shelf, row.shelf);
    await em.populate([shelf], ['rows'] as never);
    return (shelf as unknown as Rows).rows.getItems()[0];
  },
};

/** Populating a relation to one asks for nothing when its object is loaded. */
export const pinSelected = populatingPin('select-in', 'nothing');
export const pinJoined = populatingPin('joined', 'the row');

export const pinPartial: Path = {
  name: 'populate a relation to one, fields without the edited one',
  sees: 'its note',
  async read(em, { shape, tag }) {
    const found = await em.findOneOrFail(
      pins.get(shape)!,
      { tag },
      {
        populate: ['row'],
        fields: ['row.note'] as never,
        strategy: 'joined',
      },
    );
    return (found as unknown as { row: unknown }).row;
  },
};

function populatingShelf(strategy: Strategy): Path {
  return {
    name: `populate a collection, ${strategy}`,
    sees: 'the row',
    async read(em, { shape, shelf }) {
      const found = await em.findOneOrFail(shape.shelf, shelf, { populate: ['rows'] as never, strategy });
      return (found as unknown as Rows).rows.getItems()[0];
    },
  };
}

function populatingPin(strategy: Strategy, sees: Path['sees']): Path {
  return {
    name: `populate a relation to one, ${strategy}`,
    sees,
    read: async (em, { shape, tag }) =>
      (await em.findOneOrFail(pins.get(shape)!, { tag }, { populate: ['row'], strategy })).row,
  };
}

async function rowsOf(em: EntityManager, { shape, shelf }: StoredRow): Promise<Collection<Row>> {
  return ((await em.findOneOrFail(shape.shelf, shelf)) as unknown as Rows).rows;
}
