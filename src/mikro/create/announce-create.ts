import { ChangeSet, ChangeSetType, type EventType } from '@mikro-orm/postgresql';
import { type UpsertCall } from '../upsert/upsert-call.ts';

/** Calls the hooks and subscribers of an object that is created. */
export async function announceCreate(
  { em, meta }: UpsertCall,
  event: EventType,
  entity: object,
): Promise<void> {
  const manager = em.getEventManager();
  if (!manager.hasListeners(event, meta)) return;
  const changeSet = new ChangeSet(entity as never, ChangeSetType.CREATE, {} as never, meta as never);
  await manager.dispatchEvent(event, { entity, em, meta, changeSet } as never, meta);
}
