import {
  Embeddable,
  Embedded,
  Entity,
  PrimaryKey,
  Property,
  ReflectMetadataProvider,
} from '@mikro-orm/decorators/legacy';
import { expect, inject, test } from 'vitest';
import { MikroORM } from '../../../src/index.ts';
import { fileDatabase } from '../../../src/testing/vitest/index.ts';

@Embeddable()
class Address {
  @Property({ type: 'text', nullable: true })
  street?: string | null;

  @Property({ type: 'text', nullable: true })
  city?: string | null;
}

@Entity()
class Customer {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Embedded(() => Address, { object: true })
  address = new Address();
}

const db = fileDatabase(
  async clientUrl => {
    const orm = await MikroORM.init({
      clientUrl,
      entities: [Customer, Address],
      metadataProvider: ReflectMetadataProvider,
    });
    await orm.schema.create();
    return orm;
  },
  () => ({ url: inject('selfsame').url, name: 'template1' }),
);

test('a key that is no longer in the JSON is no longer in the embeddable, which stays the same object', async () => {
  const [stored] = await db.rows<{ id: number }>(
    `insert into customer (address) values ('{"street":"A","city":"B"}') returning id`,
  );
  const em = db.unit();
  const customer = await em.findOneOrFail(Customer, stored!.id);
  const { address } = customer;
  await db.rows(`update customer set address = '{"city":"C"}'`);

  await em.refresh(customer);

  expect(customer.address).toBe(address);
  expect({ ...address }).toEqual({ city: 'C' });
  await em.flush();
  expect(await db.rows('select address from customer')).toEqual([{ address: { city: 'C' } }]);
});
