import { type Collection, EventType, type EntityManager, type Transaction } from '@mikro-orm/postgresql';
import { noteSending } from '../computed/bind-changes.ts';
import { letGo } from '../members/let-go.ts';
import { type UnitOfWork } from '../parts/unit-of-work.ts';
import { conflictError } from './conflicts.ts';
import { FlushMemory } from './flush-memory.ts';
import { during, FlushRun } from './flush-run.ts';
import { FlushStacks } from './flush-stacks.ts';
import { recordFlushed } from './record-flushed.ts';
import { inFlushTransaction } from './flush-transaction.ts';
import { stateOf } from '../state/unit-state.ts';
import { quietly } from '../state/quietly.ts';
import { suspectsOf } from '../state/suspects-of.ts';
import { asSent, changedCollections, snapshotAsSent } from './sent-collections.ts';

/**
 * One flush. It is all or nothing: when it fails, nothing of it is stored, and memory is as it was before, with
 * the edits still to be flushed. What is edited, persisted or removed while it runs is left for the next one.
 */
export async function flushUnit(uow: UnitOfWork): Promise<void> {
  const stacks = new FlushStacks(uow);
  const written = [...stateOf(uow.em).written];
  let succeeded = false;
  try {
    await write(uow, stacks);
    succeeded = true;
  } finally {
    uow.reschedule(stacks.left(succeeded));
    // Also what has no changes itself, and leads to what has.
    if (!succeeded) for (const object of written) uow.suspect(object);
  }
}

async function write(uow: UnitOfWork, stacks: FlushStacks): Promise<void> {
  const announce = (event: EventType) =>
    uow.em.getEventManager().dispatchEvent(event as never, { em: uow.em, uow } as never);
  await announce(EventType.beforeFlush);
  const suspects = suspectsOf(uow.em);
  computeChanges(uow, stacks);
  const memory = new FlushMemory(uow);
  try {
    uow.markProcessing(true);
    noteSending(uow.getChangeSets(), true);
    await announce(EventType.onFlush);
    uow.filterCollectionUpdates();
    stacks.gathered();
    memory.include(uow);
    const sent = asSent([...collectionsOf(uow, suspects)]);
    const run = new FlushRun(sent);
    if (uow.hasChanges()) await store(uow, memory, run);
    sent.forEach(snapshotAsSent);
    quietly(() => letGo(uow.em, run.deleted));
  } catch (error) {
    memory.restore();
    noteSending(uow.getChangeSets(), false);
    throw error;
  }
  uow.markProcessing(false);
  await announce(EventType.afterFlush);
}

/** What is refused has found some of what follows, which is not scheduled for that. */
function computeChanges(uow: UnitOfWork, stacks: FlushStacks): void {
  try {
    uow.computeChangeSets();
  } catch (error) {
    stacks.gathered();
    throw error;
  }
}

/** The collections that are changed, of those that the flush has looked at. */
function collectionsOf(uow: UnitOfWork, suspects: readonly object[]): ReadonlySet<Collection<any>> {
  const objects = new Set<object>(suspects);
  for (const { entity } of uow.getChangeSets()) objects.add(entity as object);
  return new Set([...uow.getCollectionUpdates(), ...changedCollections(objects)]);
}

async function store(uow: UnitOfWork, memory: FlushMemory, run: FlushRun): Promise<void> {
  const around = uow.em.getTransactionContext();
  try {
    await during(uow, run, () => inFlushTransaction(uow, run));
  } catch (error) {
    memory.restore();
    throw run.missed.length > 0 ? await conflictError(uow.em, run.missed, around, error) : error;
  } finally {
    resetTransaction(uow.em, around);
  }
  recordFlushed(uow);
  run.succeed();
}

function resetTransaction(em: EntityManager, around: Transaction): void {
  if (around) em.setTransactionContext(around);
  else em.resetTransactionContext();
}
