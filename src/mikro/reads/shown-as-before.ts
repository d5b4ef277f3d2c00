import { helper } from '@mikro-orm/postgresql';
import { type Data } from '../parts/internals.ts';

/** Runs a read after which the same is serialized of `objects` as before: reading again what was loaded in part shows nothing more of it. */
export async function shownAsBefore<T>(objects: readonly object[], read: () => Promise<T>): Promise<T> {
  const contexts = objects.map(contextOf);
  try {
    return await read();
  } finally {
    objects.forEach((object, n) => {
      wrapped(object).__serializationContext = contexts[n] ?? {};
    });
  }
}

function contextOf(object: object): Data {
  const { __serializationContext: context } = wrapped(object);
  const { fields } = context;
  return { ...context, ...(fields instanceof Set && { fields: new Set(fields) }) };
}

function wrapped(object: object): { __serializationContext: Data } {
  return helper(object) as unknown as { __serializationContext: Data };
}
