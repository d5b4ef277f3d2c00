import { type Control } from './control.ts';
import { type Answer, type Message, unsent } from './message.ts';
import { type Session } from './session.ts';
import { type Transaction } from './transaction.ts';

/** Makes, releases or returns to a savepoint. One that nothing has followed is not sent, and its end neither. */
export async function savepointCommand(
  session: Session,
  transaction: Transaction,
  message: Message,
  { command, savepoint }: Control,
): Promise<Answer> {
  if (command !== 'rollback to' && transaction.refusal) throw transaction.refusal;
  if (command === 'savepoint' && session.options.tells) {
    transaction.held = [...transaction.held, `savepoint ${savepoint}`];
    return unsent('SAVEPOINT');
  }
  const held = transaction.held.lastIndexOf(`savepoint ${savepoint}`);
  if (held < 0) {
    // Nothing waits for the end of a savepoint: the next statement takes it along, or the end of the transaction makes it needless.
    if (command !== 'release' || !session.options.tells)
      return endSent(session, transaction, message, command === 'rollback to');
    transaction.held = [...transaction.held, `release savepoint ${savepoint}`];
    return unsent('RELEASE');
  }
  // Its end is that of the savepoints in it; after a rollback to it, it is still there.
  transaction.held = transaction.held.slice(0, command === 'release' ? held : held + 1);
  return unsent(command === 'release' ? 'RELEASE' : 'ROLLBACK');
}

async function endSent(
  session: Session,
  transaction: Transaction,
  message: Message,
  mends: boolean,
): Promise<Answer> {
  if (transaction.begun) transaction.held = [];
  else await session.sendHeld(transaction);
  try {
    const { answer } = await session.line.send(message);
    if (mends) transaction.broken = undefined;
    return answer;
  } catch (error) {
    session.failed(transaction, error);
    throw error;
  }
}
