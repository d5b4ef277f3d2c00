import {
  BeforeCreate,
  Entity,
  ManyToOne,
  OneToMany,
  PrimaryKey,
  Property,
  ReflectMetadataProvider,
  Unique,
} from '@mikro-orm/decorators/legacy';
import { inject } from 'vitest';
import { Collection, type EntityManager, MikroORM, type Opt, type Rel } from '../../../src/index.ts';
import { type FileDatabase, fileDatabase } from '../../../src/testing/vitest/index.ts';

@Entity()
export class Holder {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Property({ type: 'text' })
  name: string;

  @OneToMany(() => Pass, pass => pass.holder)
  readonly passes = new Collection<Pass>(this);

  constructor(name: string) {
    this.name = name;
  }
}

/** A token is unique among the passes that are not used; a place among all. */
@Entity()
@Unique({ name: 'pass_open_token', properties: ['token'], where: { used: false } })
export class Pass {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Property({ type: 'text' })
  token: string;

  @Property({ type: 'boolean' })
  used: boolean & Opt = false;

  @Unique()
  @Property({ type: 'integer', nullable: true })
  place: number | null = null;

  @Property({ type: 'datetime', defaultRaw: 'now()' })
  readonly issuedAt!: Date & Opt;

  @Property({ type: 'text', nullable: true })
  seal: string | null = null;

  @ManyToOne(() => Holder)
  holder: Rel<Holder>;

  constructor(token: string, holder: Rel<Holder>) {
    this.token = token;
    this.holder = holder;
  }

  @BeforeCreate()
  sealIt(): void {
    this.seal = `sealed ${this.token}`;
  }
}

export function passDatabase(max?: number): FileDatabase<MikroORM, EntityManager> {
  const open = async (clientUrl: string) => {
    const orm = await MikroORM.init({
      clientUrl,
      entities: [Holder, Pass],
      metadataProvider: ReflectMetadataProvider,
      ...(max && { pool: { max } }),
    });
    await orm.schema.create();
    return orm;
  };
  return fileDatabase(open, () => ({ url: inject('selfsame').url, name: 'template1' }));
}
