import { Entity, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Collection, type Rel, ScalarReference } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

@Entity()
class LazyScalar extends VersionedRow {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'text', lazy: true, ref: true, nullable: true })
  body: ScalarReference<string | null> = new ScalarReference<string | null>('base', true);

  @Property({ type: 'text', lazy: true, nullable: true })
  appendix: string | null = 'base';

  @ManyToOne({ entity: () => LazyScalarShelf, nullable: true })
  shelf: Rel<LazyScalarShelf> | null = null;
}

@Entity()
class LazyScalarShelf extends Shelf {
  @OneToMany(() => LazyScalar, row => row.shelf)
  readonly rows = new Collection<LazyScalar>(this);
}

export const lazyScalar = shape({
  name: 'lazy scalars',
  type: LazyScalar,
  shelf: LazyScalarShelf,
  versioned: true,
  field: 'body',
  lazy: ['body', 'appendix'],
  theirs: `"body" = 'theirs', "appendix" = 'theirs'`,
  theirsNull: `"body" = null, "appendix" = null`,
  given: tag => new LazyScalar(tag),
  key: row => row.id,
  change(row) {
    row.body.set('mine');
    row.appendix = 'mine';
  },
});
