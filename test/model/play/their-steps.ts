import type { Game } from './game.ts';
import type { Step } from './step.ts';

type StepOf<D extends Step['do']> = Step & { readonly do: D };

/** Another session changes a row, if there is one and its code is free. */
export async function theyUpdate(game: Game, { kind, id, changes }: StepOf<'they update'>): Promise<void> {
  if (!game.stored.get(kind, id) || game.holdsLocks) return;
  const next = game.stored.updated({ kind, id }, changes);
  if (next.clashes) return;
  await game.other.update(next.get(kind, id)!);
  game.theyStored(next);
}

export async function theyInsert(game: Game, { kind, id, fields }: StepOf<'they insert'>): Promise<void> {
  // A version that no object has seen: a row that was deleted and inserted anew is another one.
  const row = {
    kind,
    id,
    fields: structuredClone(fields),
    version: kind === 'letter' ? game.strangeVersion() : 0,
  };
  const next = game.stored.with(row);
  if (game.stored.get(kind, id) || next.clashes || game.holdsLocks) return;
  await game.other.insert(row);
  game.theyStored(next);
}

export async function theyDelete(game: Game, { kind, id }: StepOf<'they delete'>): Promise<void> {
  if (game.holdsLocks) return;
  await game.other.delete({ kind, id });
  game.theyStored(game.stored.without([{ kind, id }]));
}
