import { RawQueryFragment } from '@mikro-orm/postgresql';
import { ExpressionError } from '../../errors/expression-errors.ts';
import { type Target } from './target.ts';

/** A piece of SQL with its parameters; `??` is a name in it and `?` a value. */
export interface Sql {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** Makes the SQL of an expression, given that of the value which it starts from. */
export type Build = (value: Sql, target: Target) => Sql;

// The class may be loaded twice in one process, as the sources and as what was built of them.
const brand = Symbol.for('selfsame.expression');

/**
 * A value that the database computes from the row. What SQL it is depends on the property that it is for. It is one of MikroORM's
 * fragments, so that all that leaves fragments alone leaves it alone as well.
 */
export class Expression extends RawQueryFragment {
  readonly [brand] = true;

  constructor(
    readonly expression: string,
    readonly build: Build,
  ) {
    super('');
    const unbound = () => {
      throw new ExpressionError(
        expression,
        'here nobody says which property it is for. Give it to em.updateRow, or assign it to a property of an object and flush.',
      );
    };
    Object.defineProperty(this, 'sql', { get: unbound });
  }

  override toJSON(): string {
    return this.expression;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.expression;
  }
}

/** Whether `value` is an expression, and not SQL of the application. */
export function isExpression(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && brand in value;
}
