/** Something that the objects or the ORM said and that is not so. */
export class Lie extends Error {
  override readonly name = 'Lie';
}

/** Throws `lie` unless `truth` holds. */
export function must(truth: boolean, lie: string): void {
  if (!truth) throw new Lie(lie);
}
