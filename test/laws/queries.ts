import { type Collection, type EntityManager } from '../../src/index.ts';
import type { Row } from './shapes/row.ts';
import type { StoredRow } from './stored-row.ts';

/** One way to ask the database in which rows `other` has a value. */
export interface Query {
  readonly name: string;
  /** How many rows it found. */
  count(em: EntityManager, row: StoredRow, other: number): Promise<number>;
}

interface Adopting {
  adopt(type: StoredRow['shape']['type'], sql: string, params: readonly unknown[]): Promise<Row[]>;
}

const where = (row: StoredRow, other: number) => ({ label: row.tag, other });

/** The queries that must agree with memory inside a transaction. */
export const queries: readonly Query[] = [
  {
    name: 'find',
    count: async (em, row, other) => (await em.find(row.shape.type, where(row, other))).length,
  },
  {
    name: 'findOne',
    count: async (em, row, other) => Number((await em.findOne(row.shape.type, where(row, other))) !== null),
  },
  {
    name: 'findAndCount',
    count: async (em, row, other) => (await em.findAndCount(row.shape.type, where(row, other)))[1],
  },
  {
    name: 'count',
    count: (em, row, other) => em.count(row.shape.type, where(row, other)),
  },
  {
    name: 'stream',
    count: async (em, row, other) =>
      (await Array.fromAsync(em.stream(row.shape.type, { where: where(row, other) }))).length,
  },
  {
    name: 'populate',
    count: async (em, row, other) =>
      rowsOf(
        await em.findOneOrFail(row.shape.shelf, row.shelf, {
          populate: ['rows'] as never,
          populateWhere: { rows: { other } } as never,
          refresh: true,
        }),
      ).length,
  },
  {
    name: 'collection.matching',
    count: async (em, row, other) =>
      (await rowsOf(await em.findOneOrFail(row.shape.shelf, row.shelf)).matching({ where: { other } }))
        .length,
  },
  {
    name: 'collection.loadCount',
    count: async (em, row, other) =>
      rowsOf(await em.findOneOrFail(row.shape.shelf, row.shelf)).loadCount({ where: { other } }),
  },
  {
    name: 'query builder, getResultList',
    count: async (em, row, other) =>
      (await em.createQueryBuilder(row.shape.type).where(where(row, other)).getResultList()).length,
  },
  {
    name: 'query builder, execute',
    count: async (em, row, other) =>
      (await em.createQueryBuilder(row.shape.type).select('tag').where(where(row, other)).execute()).length,
  },
  {
    name: 'query builder, getCount',
    count: (em, row, other) =>
      em.createQueryBuilder(row.shape.type).where(where(row, other)).getCount('tag', true),
  },
  {
    name: 'em.execute',
    count: async (em, row, other) =>
      (await em.execute(`${row.select('1', '?')} and "other" = ?`, [row.tag, other])).length,
  },
  {
    name: 'em.adopt',
    count: async (em, row, other) => {
      const sql = `${row.select(row.shape.select ?? '*', '?')} and "other" = ?`;
      return (await (em as unknown as Adopting).adopt(row.shape.type, sql, [row.tag, other])).length;
    },
  },
];

function rowsOf(shelf: object): Collection<Row> {
  return (shelf as { rows: Collection<Row> }).rows;
}
