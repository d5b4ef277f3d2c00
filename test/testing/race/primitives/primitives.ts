import { type EntityManager, increment } from '../../../../src/index.ts';
import { Item } from './tables.ts';

const name = 'same';

/** What a caller is told of rows: by name those that this call created, and what the row has by then. */
type Call = (em: EntityManager, own: string) => Promise<unknown>;

/** A way to change or create the item that is called `same`. */
export interface Primitive {
  readonly name: string;
  readonly call: Call;
  /** Whether it needs the row. */
  readonly onRow?: true;
  /** Whether it can be called in a transaction alone. */
  readonly inTransaction?: true;
  /** Whether it is refused where a snapshot is kept without being checked. */
  readonly notAtRepeatableRead?: true;
  readonly steps?: 'row';
}

const find = (em: EntityManager) => em.findOneOrFail(Item, { name });

/** Those that create the item unless it is there. */
const creating: readonly Primitive[] = [
  {
    name: 'getOrCreate',
    call: async (em, own) => (await em.getOrCreate(Item, { name }, { note: own }))[1],
  },
  {
    name: 'updateOrCreate',
    call: async (em, own) => (await em.updateOrCreate(Item, { name }, { note: own }))[1],
  },
  {
    name: 'getOrCreateMany',
    // In an order of its own for each caller.
    call: async (em, own) => {
      const names = own === 'one' ? [name, 'second'] : ['second', name];
      const { created } = await em.getOrCreateMany(
        Item,
        names.map(each => ({ name: each })),
        { key: ['name'] },
      );
      return [...created].map(item => item.name).toSorted();
    },
    steps: 'row',
  },
  {
    name: 'createUnique',
    call: async (em, own) =>
      (await em.createUnique(Item, attempt => ({ name: attempt === 1 ? name : own }))).name,
  },
  { name: 'upsert', call: async (em, own) => (await em.upsert(Item, { name, note: own })).note },
  {
    name: 'lockTable, find, create',
    call: async em => {
      await em.lockTable(Item, 'share row exclusive');
      if (await em.findOne(Item, { name })) return false;
      await em.persist(new Item(name)).flush();
      return true;
    },
    inTransaction: true,
  },
  {
    name: 'lockKey, getOrCreate',
    call: async em => {
      await em.lockKey(name);
      return (await em.getOrCreate(Item, { name }))[1];
    },
    inTransaction: true,
    notAtRepeatableRead: true,
  },
];

/** Those that change the item, which is there. */
const changing: readonly Primitive[] = [
  {
    name: 'updateRow',
    call: async em => {
      const item = await find(em);
      await em.updateRow(item, { hits: increment(1) });
      return item.hits;
    },
    onRow: true,
  },
  {
    name: 'updateRow with onlyIf',
    call: async em => em.updateRow(await find(em), { hits: increment(2) }, { onlyIf: { hits: { $lt: 2 } } }),
    onRow: true,
  },
  {
    name: 'touch',
    call: async em => {
      em.touch(await find(em));
      await em.flush();
    },
    onRow: true,
  },
  {
    name: 'edit, flush',
    call: async (em, own) => {
      const item = await find(em);
      item.note += own;
      await em.flush();
      return item.note;
    },
    onRow: true,
  },
];

export const primitives: readonly Primitive[] = [...creating, ...changing];
