import type { TestContext } from 'vitest';
import type { IsolationLevel } from '../../src/index.ts';
import { gapOf } from './gaps.ts';
import { keepsSnapshot } from './isolations.ts';
import type { Path } from './path.ts';
import { allPaths } from './paths.ts';
import { findByLabel } from './paths/find.ts';
import { allShapes, fewShapes } from './shapes/all-shapes.ts';
import { plain } from './shapes/plain.ts';
import type { Shape } from './shapes/shape.ts';

/** One shape, read on one path. */
export interface Cell {
  readonly shape: Shape;
  readonly path: Path;
}

/** The shapes as rows of `describe.each`, by name. */
export function named(shapes: readonly Shape[]): (readonly [name: string, shape: Shape])[] {
  return shapes.map(shape => [shape.name, shape] as const);
}

/**
 * The cells of a law in transactions: all paths for one shape; one path for all shapes, or for a few at the levels
 * that keep their snapshot, where what differs is PostgreSQL's and not the shape's.
 */
export function cellsIn(level: IsolationLevel): readonly Cell[] {
  const others = (keepsSnapshot(level) ? fewShapes : allShapes).filter(shape => shape !== plain);
  return [
    ...allPaths.map(path => ({ shape: plain, path })),
    ...others.map(shape => ({ shape, path: findByLabel })),
  ];
}

/** Skips a cell that cannot be read, or of which a law says nothing, and prints why. */
export function skipGap({ skip }: TestContext, { shape, path }: Cell, silent?: string): void {
  const reason = gapOf(shape, path) ?? silent;
  skip(reason !== undefined, reason);
}
