import { ReferenceKind, Utils } from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';

/** Gives `data`, which becomes the base of an object, values of its own: what the object holds may be changed in place. */
export function unshare(meta: Meta, data: Data): void {
  for (const name of Object.keys(data)) {
    const value: unknown = data[name];
    if (typeof value === 'object' && value !== null && isValue(meta, name)) data[name] = Utils.copy(value);
  }
}

function isValue(meta: Meta, name: string): boolean {
  const kind = meta.properties[name]?.kind;
  return kind === ReferenceKind.SCALAR || kind === ReferenceKind.EMBEDDED;
}
