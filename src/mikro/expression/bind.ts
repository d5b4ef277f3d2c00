import { raw, type RawQueryFragment } from '@mikro-orm/postgresql';
import { isExpression } from './expression.ts';
import { type Target } from './target.ts';

/** The fragment of SQL that an expression is for one property; fragments of the application are one already. */
export function bind(expression: RawQueryFragment, target: Target): RawQueryFragment {
  if (!isExpression(expression)) return expression;
  const { sql, params } = expression.build(target.stored, target);
  return raw(sql, [...params]);
}
