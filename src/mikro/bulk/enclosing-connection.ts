import { type Platform } from '@mikro-orm/postgresql';
import { type Data } from '../parts/internals.ts';
import { type Enclosing } from './run-bulk.ts';

type Method = Parameters<Enclosing['send']>[1];

/** What a query builder needs of a connection. */
interface Connection {
  getPlatform(): Platform;
  execute(sql: string, params: readonly unknown[], method: Method, ...rest: unknown[]): Promise<unknown>;
  transactional(...args: unknown[]): Promise<unknown>;
}

/** A connection that sends the statement it is given enclosed. */
export function enclosingConnection(given: unknown, enclosing: Enclosing): Connection {
  const connection = given as Connection;
  return {
    getPlatform: () => connection.getPlatform(),
    execute: (sql, params, method, ...rest) =>
      enclosing.send(
        connection.getPlatform().formatQuery(sql, params),
        method,
        text => connection.execute(text, [], 'all', ...rest) as Promise<Data[]>,
      ),
    transactional: (...args) => connection.transactional(...args),
  };
}
