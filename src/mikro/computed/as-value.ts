import { type Expression } from './expression.ts';

/** An expression typed as the value that it becomes, as MikroORM types its fragments: it is read only once it is that value. */
export function asValue<T>(expression: Expression): T {
  // The accessors of entities refuse to hand it out before the database has computed it.
  return expression as unknown as T;
}
