import { type EntityProperty, helper, isRaw, Reference, type Platform, Utils } from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';
import { Expression, type Sql } from './expression.ts';
import { Target } from './target.ts';

/** A property of a row that is not stored yet: an expression starts from what the row is to have, or from the column's default. */
class NewTarget extends Target {
  constructor(
    platform: Platform,
    meta: Meta,
    prop: EntityProperty,
    private readonly given: Data,
  ) {
    super(platform, meta, prop, { isNew: true });
  }

  /** NULL when there is nothing, which some expressions leave out. */
  override get stored(): Sql {
    return this.#startOf(this.prop) ?? this.value(null);
  }

  override requireStored(expression: string): void {
    if (!this.#startOf(this.prop))
      throw this.refuse(
        expression,
        'a new row has nothing to compute it from. Give a value to start from among the data for a new row, declare a default, or ' +
          'say what NULL counts as: { ifNull: 0 }.',
      );
  }

  override other(expression: string, name: string): Sql {
    super.other(expression, name);
    const start = this.#startOf(this.meta.properties[name] as EntityProperty);
    if (start) return start;
    throw this.refuse(expression, `a new row has no '${name}'. Give it among the data for a new row.`);
  }

  #startOf(prop: EntityProperty): Sql | undefined {
    const given = keyOf(this.given[prop.name]);
    if (given !== undefined && given !== null && !isRaw(given))
      return new NewTarget(this.platform, this.meta, prop, this.given).value(given);
    // MikroORM has every default as SQL, those of class fields too.
    return prop.defaultRaw === undefined
      ? undefined
      : { sql: `(${prop.defaultRaw.replaceAll('?', String.raw`\?`)})`, params: [] };
  }
}

/** Of another row that is referred to its key is stored. */
function keyOf(value: unknown): unknown {
  const object: unknown = Reference.unwrapReference(value as object);
  return Utils.isEntity<object>(object) ? (helper(object).getPrimaryKey() ?? undefined) : value;
}

/** `expression` for a row that is to have `given`. */
export function ofNewRow(expression: Expression, given: Data): Expression {
  return new Expression(expression.expression, (_value, { platform, meta, prop }) => {
    const target = new NewTarget(platform, meta, prop, given);
    return expression.build(target.stored, target);
  });
}
