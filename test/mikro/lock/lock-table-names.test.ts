import { Entity, PrimaryKey, Property, ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { expect, inject, test } from 'vitest';
import { type EntityManager, LockOptionError, MikroORM } from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/matchers/record-statements.ts';
import { fileDatabase } from '../../../src/testing/vitest/index.ts';
import { failure } from './given.ts';

@Entity({ inheritance: 'tpt' })
abstract class Vehicle {
  @PrimaryKey({ type: 'integer' })
  id!: number;
}

@Entity()
class Car extends Vehicle {
  @Property({ type: 'text', nullable: true })
  plate: string | null = null;
}

@Entity({ discriminatorColumn: 'kind', discriminatorMap: { cat: 'Cat' }, abstract: true })
abstract class Animal {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'text' })
  kind!: string;
}

@Entity()
class Cat extends Animal {}

@Entity({ schema: 'archive', tableName: 'odd "name"; drop' })
class Archived {
  @PrimaryKey({ type: 'integer' })
  id!: number;
}

@Entity({ expression: 'select 1 as one' })
class Virtual {
  @Property({ type: 'integer' })
  one!: number;
}

const db = fileDatabase<MikroORM, EntityManager>(
  async clientUrl => {
    const orm = await MikroORM.init({
      clientUrl,
      entities: [Vehicle, Car, Animal, Cat, Archived, Virtual],
      metadataProvider: ReflectMetadataProvider,
      pool: { max: 1 },
    });
    await orm.schema.create();
    return orm;
  },
  () => ({ url: inject('selfsame').url, name: 'template1' }),
);

test.for([
  [Vehicle, '"vehicle"'],
  [Car, '"vehicle", "car"'],
  [Cat, '"animal"'],
  [Archived, '"archive"."odd ""name""; drop"'],
] as const)('%o is locked as %s', async ([type, tables]) => {
  await db.unit().transactional(async em => {
    const { statements } = await recordStatements(db.orm, () => em.lockTable(type, 'share'));
    expect(statements.at(-1)!.sql).toBe(`lock table ${tables} in share mode`);
  });
});

test('a class without a table cannot be locked', async () => {
  await db.unit().transactional(async em => {
    const error = await failure(em.lockTable(Virtual, 'share'));
    expect(error).toBeInstanceOf(LockOptionError);
    expect(error).toMatchObject({ option: 'class' });
  });
});
