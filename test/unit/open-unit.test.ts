import { expect, test } from 'vitest';
import { Customer } from '../../entities/index.ts';
import { type EntityManager, GlobalManagerError } from '../../src/index.ts';
import { testDatabase } from '../support/database.ts';

const db = testDatabase();
let customers = 0;
const newCustomer = () => new Customer(`customer-${++customers}@example.com`, 'Ada');

test('inside a unit, orm.em means the unit, also after an await', async () => {
  const ada = newCustomer();
  await db.given(ada);

  await db.orm.unit(async em => {
    const found = await em.findOneOrFail(Customer, { email: ada.email });
    await Promise.resolve();

    expect(await db.orm.em.findOneOrFail(Customer, { email: ada.email })).toBe(found);
    expect(db.orm.em.getRepository(Customer).getEntityManager().getContext()).toBe(em);
  });
});

test('a unit returns what its body returns and throws what its body throws', async () => {
  expect(await db.orm.unit(() => 7)).toBe(7);
  await expect(
    db.orm.unit(() => {
      throw new RangeError('on purpose');
    }),
  ).rejects.toThrow(RangeError);
});

test('units that run at the same time share no object', async () => {
  const ada = newCustomer();
  await db.given(ada);
  const find = (em: EntityManager) => em.findOneOrFail(Customer, { email: ada.email });

  const [one, other] = await Promise.all([db.orm.unit(find), db.orm.unit(find)]);

  expect(one).not.toBe(other);
});

test('a unit inside a unit is separate, and the outer one is ambient again after it', async () => {
  await db.orm.unit(async outer => {
    await db.orm.unit(async inner => {
      expect(inner).not.toBe(outer);
      expect(db.orm.em.getContext()).toBe(inner);
    });
    expect(db.orm.em.getContext()).toBe(outer);
  });
});

test('a unit opened inside a transaction takes no part in it', async () => {
  const ada = newCustomer();
  await db.orm.unit(outer =>
    outer.transactional(async transaction => {
      await transaction.persist(ada).flush();

      await db.orm.unit(async inner => {
        expect(inner.isInTransaction()).toBe(false);
        expect(await db.orm.em.findOne(Customer, { email: ada.email })).toBeNull();
        await inner.transactional(async own => expect(own.isInTransaction()).toBe(true));
      });

      expect(await db.orm.em.findOne(Customer, { email: ada.email })).toBe(ada);
    }),
  );
});

test('what a unit does not flush is not stored', async () => {
  const ada = newCustomer();

  await db.orm.unit(em => void em.persist(ada));

  expect(await db.unit().count(Customer, { email: ada.email })).toBe(0);
});

test('the global manager outside a unit is refused with the method called and the place of the call', async () => {
  const call = db.orm.em.find(Customer, {});

  await expect(call).rejects.toThrow(GlobalManagerError);
  await expect(call).rejects.toMatchObject({
    code: 'SELFSAME_GLOBAL_MANAGER',
    entryPoint: 'EntityManager.find',
    calledAt: expect.stringContaining('open-unit.test'),
  });
  expect(() => db.orm.em.persist(newCustomer())).toThrow(
    expect.objectContaining({ entryPoint: 'EntityManager.persist' }),
  );
});

test('forking the global manager needs no unit', async () => {
  expect(await db.orm.em.fork().count(Customer, { email: 'nobody@example.com' })).toBe(0);
});

test('an application that allows the global manager may use it', async () => {
  db.orm.config.set('allowGlobalContext', true);
  try {
    expect(await db.orm.em.count(Customer, { email: 'nobody@example.com' })).toBe(0);
  } finally {
    db.orm.config.set('allowGlobalContext', false);
  }
});
