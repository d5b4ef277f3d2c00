import { type EntityData, type EntityManager } from '../../../src/index.ts';
import type { Path } from '../path.ts';
import type { Row } from '../shapes/row.ts';
import type { StoredRow } from '../stored-row.ts';

/** What Selfsame's manager has and MikroORM's has not. */
interface Adopting {
  adopt(type: StoredRow['shape']['type'], sql: string, params: readonly unknown[]): Promise<Row[]>;
  adopt(type: StoredRow['shape']['type'], rows: readonly object[]): Promise<Row[]>;
}

export const mappedRow: Path = {
  name: 'em.map of a whole row',
  sees: 'the row',
  read: async (em, row) => em.map(row.shape.type, await wholeRow(em, row)),
};

export const mappedValues: Path = {
  name: 'em.map of a part of a row',
  sees: 'its note',
  isSynchronous: true,
  read: async (em, row) => em.map(row.shape.type, await partOfRow(em, row)),
};

export const adoptedRow: Path = {
  name: 'em.adopt of a statement',
  sees: 'the row',
  flushes: 'before',
  read: async (em, row) =>
    (
      await (em as unknown as Adopting).adopt(row.shape.type, row.select(row.shape.select ?? '*', '?'), [
        row.tag,
      ])
    )[0],
};

export const adoptedValues: Path = {
  name: 'em.adopt of a part of a row',
  sees: 'its note',
  read: async (em, row) =>
    (await (em as unknown as Adopting).adopt(row.shape.type, [await partOfRow(em, row)]))[0],
};

function wholeRow(em: EntityManager, row: StoredRow): Promise<EntityData<Row>> {
  return firstOf(em, row.select(row.shape.select ?? '*', '?'), row.tag);
}

/** The key's columns, whatever they are called, and the note. */
async function partOfRow(em: EntityManager, row: StoredRow): Promise<EntityData<Row>> {
  const whole = await firstOf(em, row.select('*', '?'), row.tag);
  const { primaryKeys, properties } = em.getMetadata().get(row.shape.type);
  const columns = primaryKeys.flatMap(name => properties[name].fieldNames);
  return Object.fromEntries(
    Object.entries(whole).filter(([name]) => name === 'note' || columns.includes(name)),
  );
}

async function firstOf(em: EntityManager, sql: string, tag: string): Promise<EntityData<Row>> {
  const [found] = await em.execute<EntityData<Row>[]>(sql, [tag]);
  return found!;
}
