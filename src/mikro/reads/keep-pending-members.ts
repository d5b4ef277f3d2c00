import { type Collection, helper, Utils } from '@mikro-orm/postgresql';
import { replayOf } from '../merge/pending-members.ts';
import { type Data } from '../parts/internals.ts';
import { isDiscarded } from './discard-members.ts';
import { type UnitState } from '../state/unit-state.ts';

/** Runs a read, and does to the collections that it loaded again what the application had done to them. */
export async function keepPendingMembers<T>(state: UnitState, read: () => Promise<T>): Promise<T> {
  const replays = [...dirtyCollections(state)].map(collection => replayWhenLoaded(collection));
  try {
    return await read();
  } finally {
    for (const replay of replays) replay();
  }
}

function replayWhenLoaded(collection: Collection<object>): () => void {
  const loaded: object | undefined = collection.getSnapshot();
  const replay = replayOf(collection);
  return () => {
    if (collection.getSnapshot() !== loaded && !isDiscarded(loaded)) replay();
  };
}

function* dirtyCollections({ written, exposed }: UnitState): Iterable<Collection<object>> {
  for (const object of new Set([...written, ...exposed])) {
    const { __meta: meta, __data: data } = helper(object);
    for (const { name } of meta.relations) {
      const collection: unknown = (data as Data)[name];
      if (Utils.isCollection(collection) && collection.isInitialized() && collection.isDirty())
        yield collection as Collection<object>;
    }
  }
}
