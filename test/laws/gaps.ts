import type { Path } from './path.ts';
import { findPartOf } from './paths/find.ts';
import { queryPart } from './paths/query-builder.ts';
import { adoptedRow, adoptedValues } from './paths/raw-rows.ts';
import { streamPart } from './paths/streams.ts';
import { joinedTablesRoot } from './shapes/joined-inheritance.ts';
import type { Shape } from './shapes/shape.ts';

const subclassField = 'MikroORM cannot select a field of a joined subclass through the root class';
const ambiguous = 'raw columns of joined tables do not say of which class the row is';

/** What cannot be read, by MikroORM or by what raw SQL returns, and why: no law can be tested there. */
const gaps: ReadonlyMap<Shape, ReadonlyMap<Path, string>> = new Map([
  [
    joinedTablesRoot,
    new Map([
      [findPartOf, subclassField],
      [queryPart, subclassField],
      [streamPart, subclassField],
      [adoptedRow, ambiguous],
      [adoptedValues, ambiguous],
    ]),
  ],
]);

/** Why rows of `shape` cannot be read on `path`, when they cannot. */
export function gapOf(shape: Shape, path: Path): string | undefined {
  return gaps.get(shape)?.get(path);
}
