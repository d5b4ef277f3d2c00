import { Collection } from '@mikro-orm/core';
import { Entity, OneToMany, PrimaryKey } from '@mikro-orm/decorators/legacy';
import { Leaf } from './leaf.ts';

@Entity()
export class Tree {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @OneToMany(() => Leaf, leaf => leaf.tree)
  readonly leaves = new Collection<Leaf>(this);
}
