/** Which rule refused a row: what the server says, and what the entities' metadata adds to it. */
export interface Violation {
  /** The name of the constraint or unique index. */
  readonly constraint: string | undefined;
  readonly table: string | undefined;
  readonly schema: string | undefined;
  readonly columns: readonly string[];
  /** The class whose table it is, when it is an entity's. */
  readonly entity: string | undefined;
  /** The properties that the rule is about. */
  readonly properties: readonly string[];
}

/** For a message: `Customer (email)`. */
export function namedIn({ entity, table, properties, columns }: Violation): string {
  const fields = properties.length > 0 ? properties : columns;
  return `${entity ?? table ?? 'A row'}${fields.length > 0 ? ` (${fields.join(', ')})` : ''}`;
}

/** For a message: ` by the constraint "customer_email_unique"`. */
export function byConstraint({ constraint }: Violation): string {
  return constraint === undefined ? '' : ` by "${constraint}"`;
}
