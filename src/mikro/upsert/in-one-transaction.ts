import { TransactionEventBroadcaster } from '@mikro-orm/postgresql';
import { type UpsertCall } from './upsert-call.ts';

/** Runs `work` so that all of its statements are stored or none; one statement needs no transaction for that. */
export function inOneTransaction<T>(
  call: UpsertCall,
  severalStatements: boolean,
  work: (call: UpsertCall) => Promise<T>,
): Promise<T> {
  const { em, options } = call;
  const around = options.ctx ?? em.getTransactionContext();
  const runIn = (ctx: typeof around) => work(ctx ? { ...call, options: { ...options, ctx } } : call);
  if (!severalStatements) return em.withSessionContext(around, runIn);
  return em.getConnection('write').transactional(runIn, {
    ...(around ? { ctx: around } : { sessionContext: em.getTransactionSessionContext() }),
    eventBroadcaster: new TransactionEventBroadcaster(em),
    loggerContext: options.loggerContext,
  } as never);
}
