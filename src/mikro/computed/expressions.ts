import { Expression, isExpression, type Sql } from './expression.ts';
import { type Kind, type Target } from './target.ts';

/** The SQL of the expressions, each for the property that it turns out to be for. */

export function added(
  expression: string,
  sign: '+' | '-',
  amount: number | bigint,
  ifNull: number | bigint | undefined,
): Expression {
  return new Expression(expression, (value, target) => {
    const isWhole = typeof amount === 'bigint' || Number.isInteger(amount);
    requireKind(expression, target, ['integer', 'number']);
    if (target.kind === 'integer' && !isWhole)
      throw target.refuse(expression, `the column holds whole numbers, and ${amount} is none.`);
    if (ifNull === undefined) target.requireStored(expression);
    const from = orElse(target.typed(value, 'number'), ifNull, target);
    return { sql: `${from.sql} ${sign} ?`, params: [...from.params, amount] };
  });
}

export function negated(expression: string, ifNull: boolean | undefined): Expression {
  return new Expression(expression, (value, target) => {
    requireKind(expression, target, ['boolean']);
    if (ifNull === undefined) target.requireStored(expression);
    const from = orElse(target.typed(value, 'boolean'), ifNull, target);
    return { sql: `not ${from.sql}`, params: from.params };
  });
}

/** A function of SQL, of what is stored and of more. */
export function called(name: 'concat' | 'least' | 'greatest', given: readonly unknown[]): Expression {
  return new Expression(name, (value, target) => {
    if (name === 'concat') requireKind(name, target, ['text']);
    else requireKind(name, target, ['integer', 'number', 'text', 'time']);
    const kind = name === 'concat' || given.some(one => typeof one === 'string') ? 'text' : 'number';
    const args = [
      target.typed(value, kind),
      ...given.map(one => (isExpression(one) ? one.build(value, target) : target.value(one))),
    ];
    return {
      sql: `${name}(${args.map(({ sql }) => sql).join(', ')})`,
      params: args.flatMap(({ params }) => params),
    };
  });
}

export function currentTime(): Expression {
  return new Expression('now', (_value, target) => {
    requireKind('now', target, ['time']);
    return { sql: 'now()', params: [] };
  });
}

export function copied(property: string): Expression {
  return new Expression('copyOf', (_value, target) => target.other('copyOf', property));
}

function orElse(value: Sql, ifNull: unknown, target: Target): Sql {
  if (ifNull === undefined) return inParentheses(value);
  const other = target.value(ifNull);
  return { sql: `coalesce(${value.sql}, ${other.sql})`, params: [...value.params, ...other.params] };
}

/** A column or a call needs none. */
function inParentheses(value: Sql): Sql {
  return /^[\w?]+(\([^()]*\))?$/.test(value.sql) ? value : { ...value, sql: `(${value.sql})` };
}

function requireKind(expression: string, target: Target, allowed: readonly Kind[]): void {
  if (target.allows(allowed)) return;
  const [last, ...others] = allowed.filter(kind => kind !== 'integer').toReversed();
  const named = [...others.toReversed(), last].join(' or ');
  throw target.refuse(
    expression,
    `it needs a column of type ${named}; this one is ${target.prop.columnTypes?.join(', ')}.`,
  );
}
