import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { expect, test } from 'vitest';
import { EntityManager as MikroEntityManager } from '@mikro-orm/postgresql';
import { Collection, MikroORM, type Opt, type Rel } from '../../src/index.ts';
import {
  MikroShapeError,
  MikroVersionError,
  RelationTypeError,
  VersionColumnError,
} from '../../src/index.ts';
import { requireMikroShape } from '../../src/mikro/mikro-shape.ts';
import { MIKRO_VERSION, requireMikroVersion } from '../../src/mikro/mikro-version.ts';

/** Starts an ORM over `entities` without a database: the checks come before the first connection. */
const boot = (...entities: (new (...args: never[]) => object)[]) =>
  MikroORM.init({
    clientUrl: 'postgresql://127.0.0.1/none',
    entities,
    metadataProvider: ReflectMetadataProvider,
  });

test('the installed MikroORM is the one that Selfsame is written for', () => {
  expect(() => requireMikroVersion()).not.toThrow();
  expect(() => requireMikroShape()).not.toThrow();
});

test('another MikroORM release is refused with the command that installs the right one', () => {
  const versionOf = (name: string) => (name === '@mikro-orm/sql' ? '7.2.2' : MIKRO_VERSION);
  const check = () => requireMikroVersion(versionOf);

  expect(check).toThrow(MikroVersionError);
  expect(check).toThrow(
    expect.objectContaining({ packageName: '@mikro-orm/sql', found: '7.2.2', expected: '7.2.1' }),
  );
});

test('a method that MikroORM no longer has, or has with other parameters, is refused at start', async () => {
  const target = MikroEntityManager.prototype as { getContext: unknown };
  const inherited = Object.getPrototypeOf(target) as object;
  for (const replacement of [undefined, (_one: number, _two: number) => undefined]) {
    Object.defineProperty(target, 'getContext', { value: replacement, configurable: true });
    await expect(boot(Plain)).rejects.toThrow(MikroShapeError);
    Reflect.deleteProperty(target, 'getContext');
  }
  expect(target.getContext).toBe(Reflect.get(inherited, 'getContext'));
  await expect(boot(Plain)).resolves.toBeInstanceOf(MikroORM);
});

@Entity()
class Plain {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;
}

@Entity()
class TextVersion {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ version: true })
  readonly version!: number & Opt;
}

test('a version whose column is text, as an intersection type silently makes it, is refused', async () => {
  const start = boot(TextVersion);

  await expect(start).rejects.toThrow(VersionColumnError);
  await expect(start).rejects.toMatchObject({
    entity: 'TextVersion',
    property: 'version',
    columnType: 'varchar(255)',
  });
});

@Entity()
class DateVersion {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'datetime', version: true })
  readonly version!: Date & Opt;
}

test('a version that is a date is refused: two writes in one instant would be one version', async () => {
  await expect(boot(DateVersion)).rejects.toMatchObject({
    code: 'SELFSAME_VERSION_COLUMN',
    property: 'version',
  });
});

@Entity()
class Versioned {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;
}

@Entity()
class InferredVersion {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ version: true })
  readonly version: number = 1;
}

test('a version that is an integer is accepted, declared or inferred', async () => {
  await expect(boot(Versioned, InferredVersion)).resolves.toBeInstanceOf(MikroORM);
});

@Entity()
class Parent {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @OneToMany(() => Child, child => child.parent)
  readonly children = new Collection<Child>(this);
}

@Entity()
class Child {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @ManyToOne(() => Parent)
  parent!: Parent;

  @ManyToOne(() => Child, { nullable: true })
  twin!: Rel<Child> | null;
}

test('a bare class that leads back is accepted within one file, where the order is fixed', async () => {
  await expect(boot(Parent, Child)).resolves.toBeInstanceOf(MikroORM);
});

test('a bare class that leads back from another file is refused with the type to write instead', async () => {
  const { Leaf } = await import('./trap/leaf.ts');
  const { Tree } = await import('./trap/tree.ts');
  const start = boot(Leaf, Tree);

  await expect(start).rejects.toThrow(RelationTypeError);
  await expect(start).rejects.toMatchObject({ entity: 'Leaf', property: 'tree', target: 'Tree' });
});
