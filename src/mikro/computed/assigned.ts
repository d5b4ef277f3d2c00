import { helper, isRaw, type RawQueryFragment } from '@mikro-orm/postgresql';
import { UnflushedExpressionError } from '../../errors/expression-errors.ts';
import { editedFields } from '../merge/edited-fields.ts';
import { type Build, Expression, isExpression } from './expression.ts';

/** Expressions that a flush is storing: what is assigned meanwhile starts from what it stores. */
const sent = new WeakSet<object>();

/** Notes that a flush stores `expression`, or that it has failed to. */
export function noteSent(expression: RawQueryFragment, isSent: boolean): void {
  if (isSent) sent.add(expression);
  else sent.delete(expression);
}

/** Refuses to hand out a value that only the database can tell. */
export function requireValue(object: object, name: string, value: unknown): void {
  if (!isRaw(value)) return;
  // A serialization that is given up leaves its marks, and the next one would leave out what this one had seen.
  helper(object).__serializationContext.root?.close();
  throw new UnflushedExpressionError(helper(object).__meta.className, name);
}

/** What is to be stored when `value` is assigned to a property that has `before`: an expression starts from what was assigned earlier. */
export function assignedAfter(object: object, name: string, before: unknown, value: unknown): unknown {
  if (!isExpression(value)) return value;
  const earlier = pendingBuild(object, name, before);
  return earlier ? after(earlier, value) : value;
}

/** An expression that starts from what `earlier` computes. */
export function after(earlier: Build, later: Expression): Expression {
  return new Expression(later.expression, (value, target) => later.build(earlier(value, target), target));
}

/** How what was assigned and is not stored yet is computed; undefined when nothing is. */
function pendingBuild(object: object, name: string, before: unknown): Build | undefined {
  if (isRaw(before)) return sent.has(before) ? undefined : buildOf(before);
  const { __em: em, __managed: managed, __originalEntityData: base } = helper(object);
  if (!base) return undefined;
  const edited = managed && em && editedFields(em as never, object).includes(name);
  return edited ? (_value, target) => target.value(before) : undefined;
}

/** The SQL of any fragment. */
export function buildOf(fragment: RawQueryFragment): Build {
  if (isExpression(fragment)) return fragment.build;
  return () => ({ sql: `(${fragment.sql})`, params: fragment.params });
}
