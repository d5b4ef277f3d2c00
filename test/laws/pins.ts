import { EntitySchema } from '../../src/index.ts';
import { everyShape } from './shapes/all-shapes.ts';
import type { Row } from './shapes/row.ts';
import type { Shape } from './shapes/shape.ts';

/** Something that points at a row of a shape. No foreign key keeps the row from being deleted. */
export interface Pin {
  readonly id: number;
  /** The tag of the row. */
  readonly tag: string | null;
  row: Row;
}

/** For every shape an entity that has a row of it as its `row`. */
export const pins: ReadonlyMap<Shape, EntitySchema<Pin>> = new Map(
  everyShape.map((shape, index) => [shape, pinOf(shape, `Pin${index}`)]),
);

function pinOf({ type }: Shape, name: string): EntitySchema<Pin> {
  return new EntitySchema<Pin>({
    name,
    properties: {
      id: { type: 'integer', primary: true },
      tag: { type: 'text', nullable: true },
      row: { kind: 'm:1', entity: () => type, createForeignKeyConstraint: false },
    },
  });
}
