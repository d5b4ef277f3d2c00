import { type Collection, helper, ReferenceKind, Utils } from '@mikro-orm/postgresql';
import { type Data } from '../parts/internals.ts';
import { quietly } from '../state/quietly.ts';

const discarded = new WeakSet<object>();

/** Whether what was done to a collection since `snapshot` was taken back. */
export function isDiscarded(snapshot: object | undefined): boolean {
  return snapshot !== undefined && discarded.has(snapshot);
}

/** Takes back what the application has added to and removed from the many-to-many collections of `object`. */
export function discardMembers(object: object): void {
  const { __meta: meta, __data: data } = helper(object);
  for (const { kind, name } of meta.relations) {
    const collection: unknown = (data as Data)[name];
    if (kind === ReferenceKind.MANY_TO_MANY && Utils.isCollection(collection))
      discard(collection as Collection<object>);
  }
}

function discard(collection: Collection<object>): void {
  const loaded: object[] | undefined = collection.getSnapshot();
  if (!loaded || !collection.isDirty()) return;
  discarded.add(loaded);
  quietly(() => collection.hydrate(loaded, true));
}
