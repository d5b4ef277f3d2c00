import { type Primitive, primitives } from './primitives.ts';

/** Two primitives that run at once. */
export interface PrimitivePair {
  readonly name: string;
  readonly one: Primitive;
  readonly other: Primitive;
}

/** Every primitive with every other one and with itself. */
export const primitivePairs: readonly PrimitivePair[] = primitives.flatMap((one, index) =>
  primitives.slice(index).map(other => ({ name: `${one.name} and ${other.name}`, one, other })),
);
