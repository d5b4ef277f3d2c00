import type { Game } from './game.ts';
import { lock } from './locks.ts';
import { read } from './reads.ts';
import type { Step } from './step.ts';
import { transaction } from './transactions.ts';
import { theyDelete, theyInsert, theyUpdate } from './their-steps.ts';
import { assignVersion, changeTags, create, edit, editBack, flush, remove, upsert } from './writes.ts';

/** Does one step on both sides. Steps that make no sense now do nothing. */
export async function perform(game: Game, step: Step): Promise<void> {
  switch (step.do) {
    case 'read many':
    case 'read one':
    case 'look up':
      return read(game, step);
    case 'edit':
      return edit(game, step);
    case 'edit back':
      return editBack(game, step);
    case 'change the tags in place':
      return changeTags(game, step);
    case 'assign the version':
      return assignVersion(game, step);
    case 'create':
      return create(game, step);
    case 'remove':
      return remove(game, step);
    case 'upsert':
      return upsert(game, step);
    case 'lock':
      return lock(game, step);
    case 'transaction':
      return transaction(game, step, perform);
    case 'flush':
      return flush(game);
    case 'clear':
      return game.clear();
    case 'edit what has left':
      return game.editDeparted(step.which, step.changes);
    case 'they update':
      return theyUpdate(game, step);
    case 'they insert':
      return theyInsert(game, step);
    case 'they delete':
      return theyDelete(game, step);
  }
}
