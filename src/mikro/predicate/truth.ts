/** What SQL makes of a condition: true, false or NULL; undefined where only the database can tell. */
export type Truth = boolean | null | undefined;

/** What a condition says of an object. */
export type Condition = (object: object) => Truth;

/** `and` as SQL has it. False decides whatever the rest is. */
export function allOf(conditions: readonly Condition[]): Condition {
  return object => {
    let result: Truth = true;
    for (const condition of conditions) {
      const truth = condition(object);
      if (truth === false) return false;
      if (truth === undefined || (truth === null && result === true)) result = truth;
    }
    return result;
  };
}

/** `or` as SQL has it. True decides whatever the rest is. */
export function anyOf(conditions: readonly Condition[]): Condition {
  const none = allOf(conditions.map(noneOf));
  return object => negated(none(object));
}

/** `not` as SQL has it. */
export function noneOf(condition: Condition): Condition {
  return object => negated(condition(object));
}

function negated(truth: Truth): Truth {
  return typeof truth === 'boolean' ? !truth : truth;
}
