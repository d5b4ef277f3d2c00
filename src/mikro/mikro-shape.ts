import {
  EntityManager,
  PostgreSqlConnection,
  PostgreSqlDriver,
  TransactionContext,
} from '@mikro-orm/postgresql';
import { MikroShapeError } from '../errors/boot-errors.ts';

/** The methods that this folder overrides or calls without MikroORM's promise, and how many parameters each has. */
const expected: readonly [owner: object, path: string, parameters: number][] = [
  [EntityManager.prototype, 'EntityManager.prototype.getContext', 0],
  [PostgreSqlConnection.prototype, 'PostgreSqlConnection.prototype.createKyselyDialect', 1],
  [PostgreSqlDriver.prototype, 'PostgreSqlDriver.prototype.createEntityManager', 1],
  [PostgreSqlDriver.prototype, 'PostgreSqlDriver.prototype.createReplicas', 1],
  [TransactionContext, 'TransactionContext.create', 2],
];

/** Throws MikroShapeError when something that Selfsame builds on is missing or has other parameters. */
export function requireMikroShape(): void {
  for (const [owner, path, parameters] of expected) {
    const method: unknown = Reflect.get(owner, path.slice(path.lastIndexOf('.') + 1));
    if (typeof method !== 'function' || method.length !== parameters)
      throw new MikroShapeError(path, `a method of ${parameters} parameters`);
  }
}
