import { type EntityProperty, ReferenceKind } from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';
import { fieldOf } from './field-of.ts';
import { isJsonEmbeddable } from './json-embeddables.ts';

/** Empties the embeddables of `object` that `patch` is about to fill, of what hydration would leave in them from before. */
export function makeRoom(meta: Meta, object: object, patch: Data): void {
  for (const name of Object.keys(patch)) {
    const prop = meta.properties[name];
    if (prop && isJsonEmbeddable(prop) && !prop.embedded && !prop.array)
      emptyWhatIsMissing(prop, object, patch[name]);
    const field = prop && meta.properties[fieldOf(meta, name)];
    if (field?.kind === ReferenceKind.EMBEDDED && field.targetMeta?.polymorphs)
      Reflect.set(object, field.name, undefined);
  }
}

function emptyWhatIsMissing(prop: EntityProperty, holder: object, json: unknown): void {
  const embeddable: unknown = Reflect.get(holder, prop.name);
  if (typeof embeddable !== 'object' || embeddable === null || typeof json !== 'object' || json === null)
    return;
  for (const inner of (prop.targetMeta as Meta).props) {
    if (!(inner.name in json)) Reflect.set(embeddable, inner.name, undefined);
    else if (isJsonEmbeddable(inner) && !inner.array)
      emptyWhatIsMissing(inner, embeddable, (json as Data)[inner.name]);
  }
}
