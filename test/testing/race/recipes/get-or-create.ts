import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { type Recipe, transaction, twice } from './recipe.ts';
import { Tag, UniqueTag } from './tables.ts';

const name = 'new';

/** One row for one name, however many ask for it. */
export const getOrCreate: readonly Recipe[] = [
  {
    name: 'get or create: find, then create, no unique index',
    operations: twice(
      transaction(async em => {
        const tag = (await em.findOne(Tag, { name })) ?? em.create(Tag, { name });
        await em.flush();
        return tag.name;
      }),
    ),
    verdicts: ['fails', 'fails', 'covered'],
  },
  {
    name: 'get or create: find, then create, unique index',
    operations: twice(transaction(findOrCreate)),
    verdicts: ['fails', 'fails', 'covered'],
  },
  {
    name: 'get or create: find, then create, unique index, no transaction around both',
    operations: twice(findOrCreate),
    verdicts: ['fails', 'fails', 'fails'],
  },
  {
    name: 'get or create: upsert',
    operations: twice(async (em: EntityManager) => (await em.upsert(UniqueTag, { name })).name),
    verdicts: ['covered', 'covered', 'covered'],
  },
  {
    name: 'get or create: upsert that ignores conflicts',
    operations: twice(
      async (em: EntityManager) =>
        (await em.upsert(UniqueTag, { name }, { onConflictAction: 'ignore' })).name,
    ),
    verdicts: ['covered', 'covered', 'covered'],
  },
  {
    name: 'get or create: upsert that ignores conflicts, in a transaction',
    operations: twice(
      transaction(async em => (await em.upsert(UniqueTag, { name }, { onConflictAction: 'ignore' })).name),
    ),
    verdicts: ['covered', 'covered', 'covered'],
  },
  {
    name: 'get or create: find, create, catch the unique violation, find again, in one transaction',
    operations: twice(
      transaction(em =>
        findOrElse(em, async () => {
          await em.insert(UniqueTag, { name }).catch(unlessUniqueViolation);
        }),
      ),
    ),
    verdicts: ['fails', 'fails', 'covered'],
  },
  {
    name: 'get or create: find, create in a nested transaction, catch its unique violation, find again',
    operations: twice(
      transaction(em =>
        findOrElse(em, async () => {
          await em.transactional(em => em.insert(UniqueTag, { name })).catch(unlessUniqueViolation);
        }),
      ),
    ),
    verdicts: ['covered', 'fails', 'covered'],
  },
  {
    name: 'get or create: find, create, catch the unique violation, find again, no transaction around them',
    operations: twice((em: EntityManager) =>
      findOrElse(em, async () => {
        await em.insert(UniqueTag, { name }).catch(unlessUniqueViolation);
      }),
    ),
    verdicts: ['covered', 'covered', 'covered'],
  },
];

async function findOrCreate(em: EntityManager): Promise<string> {
  const tag = (await em.findOne(UniqueTag, { name })) ?? em.create(UniqueTag, { name });
  await em.flush();
  return tag.name;
}

async function findOrElse(em: EntityManager, create: () => Promise<void>): Promise<string> {
  const found = await em.findOne(UniqueTag, { name });
  if (found) return found.name;
  await create();
  return (await em.findOneOrFail(UniqueTag, { name })).name;
}

function unlessUniqueViolation(error: unknown): void {
  if (!(error instanceof UniqueConstraintViolationException)) throw error;
}
