import { Entity, ManyToOne, OneToMany, PrimaryKey } from '@mikro-orm/decorators/legacy';
import { Collection, type Rel } from '../../../src/index.ts';
import { Shelf, VersionedRow } from './row.ts';
import { shape } from './shape.ts';

/** A node of a tree. */
@Entity()
class Node extends VersionedRow {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @ManyToOne({ entity: () => Node, nullable: true })
  parent: Rel<Node> | null = null;

  @OneToMany(() => Node, node => node.parent)
  readonly children = new Collection<Node>(this);

  @ManyToOne({ entity: () => NodeShelf, nullable: true })
  shelf: Rel<NodeShelf> | null = null;
}

@Entity()
class NodeShelf extends Shelf {
  @OneToMany(() => Node, row => row.shelf)
  readonly rows = new Collection<Node>(this);
}

export const selfReference = shape({
  name: 'a reference to a row of its own class',
  type: Node,
  shelf: NodeShelf,
  versioned: true,
  field: 'parent',
  theirs: `"parent_id" = "id"`,
  theirsNull: `"parent_id" = null`,
  given: tag => Object.assign(new Node(tag), { parent: new Node(`parent of ${tag}`) }),
  key: row => row.id,
  change: row => void (row.parent = null),
});
