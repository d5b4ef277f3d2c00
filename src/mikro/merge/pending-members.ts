import { type Collection, helper } from '@mikro-orm/postgresql';

/** Runs `hydrate`, which makes a collection what is stored, and then does to it again what the application had done. */
export function keepingPendingMembers(collection: Collection<object>, hydrate: () => void): void {
  const replay = collection.isDirty() ? replayOf(collection) : undefined;
  hydrate();
  replay?.();
}

/** What does to a collection again what the application has done to it. */
export function replayOf(collection: Collection<object>): () => void {
  const loaded: readonly object[] | undefined = collection.getSnapshot();
  const items = collection.getItems(false);
  return () => {
    // A collection that was set before it was loaded replaces whatever is stored.
    if (!loaded) return collection.set(items);
    const known = new Set(loaded);
    // One whose row is gone has left by itself; to remove it would be an edit of it.
    const removed = loaded.filter(item => !items.includes(item) && helper(item).__managed);
    collection.remove(removed as never);
    collection.add(items.filter(item => !known.has(item)) as never);
  };
}
