import { type Session } from './session.ts';
import { isPlainRead } from './plain-read.ts';
import { observeSubmitted, type Submittable } from './submitted.ts';

/** Hands `query` to pg by `send` when what was called before is answered: what is held back goes first. */
export function submitInTurn(session: Session, query: Submittable, send: () => unknown): void {
  const submit = () => {
    prepare(session, query);
    send();
  };
  const { turn } = session;
  if (turn) void turn.then(submit);
  else submit();
}

/** Makes a query object part of the client's transaction. */
function prepare(session: Session, query: Submittable): void {
  const transaction = session.current();
  if (!transaction) return observeSubmitted(query, session.line, () => undefined);

  const submit = query.submit.bind(query);
  let { refusal } = transaction;
  // An error that is returned here is handed to the query object, and nothing is sent.
  query.submit = connection => refusal ?? submit(connection);
  if (refusal) return;

  transaction.wrote ||= !isPlainRead(query.text ?? '');
  transaction.hasSnapshot = true;
  observeSubmitted(query, session.line, error => transaction.breakBy(error));
  // Not awaited: pg sends the query object after it, and not when it failed.
  if (transaction.held.length > 0) session.sendHeld(transaction).catch((error: Error) => (refusal = error));
}
