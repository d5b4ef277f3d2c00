import type { Shape } from '../shapes/shape.ts';

/** The note and the special field. */
export function fieldsOf({ field }: Shape): never {
  return ['note', field] as never;
}

/** The note alone. */
export function restOf(): never {
  return ['note'] as never;
}
