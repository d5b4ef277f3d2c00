import { Entity, ManyToOne, PrimaryKey } from '@mikro-orm/decorators/legacy';
import { Tree } from './tree.ts';

/** Declares its relation as a bare class: right in a test runner, a matter of luck once built. */
@Entity()
export class Leaf {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @ManyToOne(() => Tree)
  tree!: Tree;
}
