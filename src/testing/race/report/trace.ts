import type { RaceFailure, RaceStep } from '../report.ts';

/** The failure's operations, in the order in which they were declared. */
export function operationsOf({ endings, trace }: RaceFailure): readonly string[] {
  const declared = Object.keys(endings);
  return declared.length > 0 ? declared : [...new Set(trace.map(({ operation }) => operation))];
}

/** The operation that sent a step: strands, such as `ada.2`, are their operation's. */
export function operationOf(failure: RaceFailure, { operation }: RaceStep): string {
  const names = operationsOf(failure);
  const [strandOf] = /^.*(?=\.\d+$)/.exec(operation) ?? [];
  return strandOf !== undefined && !(operation in failure.endings) && names.includes(strandOf)
    ? strandOf
    : operation;
}

/** Which of several statements sent at once a step belongs to; undefined for the first. */
export function strandOf(failure: RaceFailure, step: RaceStep): string | undefined {
  const operation = operationOf(failure, step);
  return operation === step.operation ? undefined : step.operation.slice(operation.length + 1);
}

/** The choices that people count, by the position of the step: 1 for the first step that the search chose. */
export function numbersOf(trace: readonly RaceStep[]): ReadonlyMap<number, number> {
  const chosen = trace.filter(step => step.chosen);
  return new Map(chosen.map(({ position }, index) => [position, index + 1]));
}

/** Whether a step only opens, ends or marks a transaction or sets something, so that its answer says nothing. */
export function isControl({ sql }: RaceStep): boolean {
  return /^\s*(?:begin|start|commit|end|rollback|abort|savepoint|release|set|reset)\b/i.test(sql);
}

/** When a step had its effect, in positions: after the step that let it go on, or at once. */
export function effectOf({ position, resumedAfter }: RaceStep): number {
  return resumedAfter === undefined ? position : resumedAfter + 0.5;
}
