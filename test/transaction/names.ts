import { Buffer } from 'node:buffer';
import { type Collection, helper, Reference, ScalarReference, Utils } from '@mikro-orm/postgresql';

/** Gives every object a name that stays its own, so that images say which object is where. */
export class Names {
  readonly #names = new Map<object, string>();

  of(object: object): string {
    const known = this.#names.get(object);
    if (known) return known;
    const name = `${object.constructor.name} no. ${this.#names.size}`;
    this.#names.set(object, name);
    return name;
  }

  release(object: object): void {
    this.#names.delete(object);
  }

  get objects(): object[] {
    return [...this.#names.keys()];
  }

  /** A copy of `value` in which entities are names. */
  plain(value: unknown): unknown {
    if (typeof value === 'function') return undefined;
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Date) return { date: value.getTime() };
    if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
    if (Utils.isCollection(value)) return this.#collection(value);
    if (ScalarReference.isScalarReference(value))
      return { loaded: value.isInitialized(), scalar: this.plain(value.unwrap()) };
    if (Reference.isReference(value)) return { reference: this.of(value.unwrap() as object) };
    if (value instanceof Set) return { set: [...value].map(item => this.plain(item)) };
    if (Array.isArray(value)) return value.map(item => this.plain(item));
    return Utils.isEntity<object>(value) ? this.of(value) : this.fields(value);
  }

  fields(value: object): Record<string, unknown> {
    const entries = Object.entries(value).map(([name, inner]) => [name, this.plain(inner)] as const);
    return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
  }

  #collection(collection: Collection<object>): unknown {
    const stored: object[] | undefined = collection.getSnapshot();
    return {
      items: collection.getItems(false).map(item => this.of(item)),
      stored: stored?.map(item => this.of(item)),
      loaded: collection.isInitialized(),
      dirty: collection.isDirty(),
      partial: collection.isPartial(),
    };
  }
}

/** The names of the application's own properties that are no accessors, and what is in them. */
export function ownValues(object: object): Record<string, unknown> {
  const descriptors = Object.entries(Object.getOwnPropertyDescriptors(object));
  return Object.fromEntries(
    descriptors
      .filter(([name]) => !name.startsWith('__'))
      .map(([name, descriptor]) => [name, 'value' in descriptor ? descriptor.value : 'an accessor']),
  );
}

/** What MikroORM keeps beside an object. */
export function beside(object: object): Record<string, unknown> {
  return helper(object) as unknown as Record<string, unknown>;
}
