import { type Opt, type Rel } from '@mikro-orm/core';
import {
  Embeddable,
  Embedded,
  Entity,
  ManyToOne,
  OneToMany,
  PrimaryKey,
  Property,
  ReflectMetadataProvider,
} from '@mikro-orm/decorators/legacy';
import { Collection, type EntityManager, MikroORM, type Options } from '../../src/index.ts';
import { type FileDatabase, fileDatabase } from '../../src/testing/vitest/index.ts';
import { inject } from 'vitest';

@Embeddable()
class Views {
  @Property({ type: 'integer' })
  total = 0;

  @Property({ type: 'text', nullable: true })
  from: string | null = null;
}

@Entity()
export class Owner {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'text' })
  name: string;

  @OneToMany(() => Counter, counter => counter.owner)
  readonly counters = new Collection<Counter>(this);

  constructor(name: string) {
    this.name = name;
  }
}

/** Versioned, with a property for everything that an expression may be for. */
@Entity()
export class Counter {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Property({ type: 'integer' })
  hits = 0;

  @Property({ type: 'integer', nullable: true })
  missing: number | null = null;

  @Property({ type: 'bigint' })
  big: bigint & Opt = 0n;

  @Property({ type: 'double' })
  rate = 0.5;

  @Property({ type: 'boolean' })
  open = false;

  @Property({ type: 'text' })
  name: string;

  @Property({ type: 'datetime', length: 6, nullable: true })
  seenAt: Date | null = null;

  @Property({ type: 'text', nullable: true, lazy: true })
  note: string | null = null;

  @Property({ type: 'json' })
  facts: { likes: number; tags: string[]; inner?: { deep: number } } = { likes: 1, tags: ['a'] };

  @Embedded(() => Views)
  views = new Views();

  @Embedded(() => Views, { object: true })
  boxed = new Views();

  @Property({ type: 'integer', generated: '(hits * 2) stored' })
  readonly twice!: number & Opt;

  @ManyToOne(() => Owner, { nullable: true })
  owner: Rel<Owner> | null = null;

  constructor(name: string) {
    this.name = name;
  }
}

/** A key of two columns, one of them a relation, and a time that every update sets. */
@Entity()
export class Share {
  @ManyToOne(() => Owner, { primary: true })
  owner: Rel<Owner>;

  @PrimaryKey({ type: 'text' })
  kind: string;

  @Property({ type: 'decimal', precision: 10, scale: 2 })
  amount = '0.10';

  @Property({ type: 'text', onUpdate: () => 'updated' })
  state: string & Opt = 'new';

  constructor(owner: Owner, kind: string) {
    this.owner = owner;
    this.kind = kind;
  }
}

/** Without a version. */
@Entity()
export class Tally {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'integer' })
  hits = 0;

  @Property({ type: 'integer' })
  most = 7;
}

/** The database of the counters, with the options that a test wants. */
export function counterDatabase(options: Options = {}): FileDatabase<MikroORM, EntityManager> {
  const open = async (clientUrl: string) => {
    const orm = await MikroORM.init({
      clientUrl,
      entities: [Counter, Owner, Share, Tally, Views],
      metadataProvider: ReflectMetadataProvider,
      ...options,
    });
    await orm.schema.create();
    return orm;
  };
  return fileDatabase(open, () => ({ url: inject('selfsame').url, name: 'template1' }));
}

/** Counters of a database: one that is stored and loaded, and what is stored of one. */
export function countersOf(db: FileDatabase<MikroORM, EntityManager>) {
  return {
    async givenCounter(em: EntityManager): Promise<Counter> {
      const counter = new Counter('clicks');
      await db.given(counter);
      return em.findOneOrFail(Counter, counter.id);
    },
    stored: ({ id }: Counter) => db.unit().findOneOrFail(Counter, id),
  };
}
