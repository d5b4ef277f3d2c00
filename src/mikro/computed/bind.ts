import { raw, type RawQueryFragment } from '@mikro-orm/postgresql';
import { isExpression } from './expression.ts';
import { type Target } from './target.ts';

/** The fragment of SQL that an expression is for one property; fragments of the application are one already. */
export function bind(expression: RawQueryFragment, target: Target): RawQueryFragment {
  if (!isExpression(expression)) return expression;
  const { sql, params } = expression.build(target.stored, target);
  if (target.place.isNew && sql.includes('??'))
    throw target.refuse(
      expression.expression,
      'the row is not stored yet, so there is nothing to compute it from. Assign a value, or flush first.',
    );
  return raw(sql, [...params]);
}
