import { AsyncLocalStorage } from 'node:async_hooks';
import { type EntityManager } from '@mikro-orm/postgresql';
import { stateOf } from '../state/unit-state.ts';
import { type Wire } from '../wire/wire.ts';

/** What Selfsame's driver has besides MikroORM's. */
interface Wired {
  readonly wires: readonly Wire[];
}

const hearing = new AsyncLocalStorage<object>();

/** Runs `work`, and tells the recorder of the unit of `em` of every statement that it sends. */
export async function hearStatements<T>(em: EntityManager, work: () => Promise<T>): Promise<T> {
  const here = {};
  const { recorder } = stateOf(em);
  const { wires } = em.getDriver() as unknown as Wired;
  const stops = wires.map(wire =>
    wire.listen(statement => {
      if (hearing.getStore() === here) recorder.tell({ type: 'statement', statement });
    }),
  );
  try {
    return await hearing.run(here, work);
  } finally {
    for (const stop of stops) stop();
  }
}

/** Runs `work`, which is another unit's: its statements are none of what is done around it. */
export function unheard<T>(work: () => T): T {
  return hearing.exit(work);
}
