import { Entity, PrimaryKey, Property, ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { expect, test } from 'vitest';
import { MikroORM } from '../../../src/index.ts';
import { fileDatabase } from '../../../src/testing/vitest/index.ts';

@Entity()
class Thermometer {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ persist: false })
  fahrenheit = 32;

  @Property({ type: 'integer', accessor: true })
  get celsius(): number {
    return Math.round(((this.fahrenheit - 32) * 5) / 9);
  }

  set celsius(degrees: number) {
    this.fahrenheit = (degrees * 9) / 5 + 32;
  }
}

const db = fileDatabase(async clientUrl => {
  const orm = await MikroORM.init({
    clientUrl,
    entities: [Thermometer],
    metadataProvider: ReflectMetadataProvider,
  });
  await orm.schema.create();
  return orm;
});

test('a write to a property that the application keeps itself is stored', async () => {
  await db.given(new Thermometer());
  const em = db.unit();
  const thermometer = await em.findOneOrFail(Thermometer, { celsius: 0 });
  thermometer.celsius = 100;
  await em.flush();
  thermometer.fahrenheit = 50;
  await em.flush();

  expect(await db.rows('select celsius from thermometer')).toEqual([{ celsius: 10 }]);
});
