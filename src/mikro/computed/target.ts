import { type EntityProperty, JsonType, type Platform, ReferenceKind } from '@mikro-orm/postgresql';
import { ExpressionError } from '../../errors/expression-errors.ts';
import { valueColumn } from '../flush/column-types.ts';
import { type Meta } from '../parts/internals.ts';
import { type Sql } from './expression.ts';

/** What kinds of values a column has, as far as expressions ask. */
export type Kind = 'integer' | 'number' | 'boolean' | 'text' | 'time' | 'other';

/** The row that an expression is for. */
export interface Place {
  /** How the statement names the table; undefined when it has no other name. */
  readonly alias?: string | undefined;
  /** Whether the row is not stored yet. */
  readonly isNew?: boolean;
}

/** The property that an expression is for. */
export class Target {
  constructor(
    readonly platform: Platform,
    readonly meta: Meta,
    readonly prop: EntityProperty,
    readonly place: Place = {},
  ) {}

  get column(): string {
    return this.prop.fieldNames[0] as string;
  }

  get kind(): Kind {
    return kindOf(this.prop);
  }

  /** Whether an expression that is for values of `kinds` can be for this property. */
  allows(kinds: readonly Kind[]): boolean {
    return kinds.includes(this.kind);
  }

  /** What is stored in the property. */
  get stored(): Sql {
    return this.named(this.column);
  }

  /** The same value, as one of `kind`: a column is of its type. */
  typed(value: Sql, _kind: Kind): Sql {
    return value;
  }

  /** Refuses to start from nothing; a row that is stored has something. */
  requireStored(_expression: string): void {}

  /** A column of the row. */
  named(column: string): Sql {
    const { alias } = this.place;
    return { sql: '??', params: [alias === undefined ? column : `${alias}.${column}`] };
  }

  /** A value of the application, of the type of the column. */
  value(given: unknown): Sql {
    const { customType } = this.prop;
    const converted: unknown = customType
      ? customType.convertToDatabaseValue(given, this.platform, { mode: 'query-data' })
      : given;
    return { sql: valueColumn(this.platform, this.meta, this.column).cell('?'), params: [converted] };
  }

  /** What another property of the row has. */
  other(expression: string, name: string): Sql {
    const prop: EntityProperty | undefined = this.meta.properties[name as never];
    const isStored =
      prop?.persist !== false && !prop?.formula && (prop?.kind !== ReferenceKind.EMBEDDED || prop.object);
    const [column, ...others] = (isStored && prop?.fieldNames) || [];
    if (column === undefined || others.length > 0)
      throw this.refuse(
        expression,
        `${this.meta.className} has no property '${name}' with a column of its own.`,
      );
    return this.named(column);
  }

  refuse(expression: string, reason: string): ExpressionError {
    return new ExpressionError(expression, reason, this.meta.className, this.prop.name);
  }
}

const kinds: readonly (readonly [RegExp, Kind])[] = [
  [/^(small|big)?(int\d?|integer|serial)$/, 'integer'],
  [/^(numeric|decimal|real|float\d?|double precision|double|money)$/, 'number'],
  [/^bool(ean)?$/, 'boolean'],
  [/^(text|varchar|character varying|char|character|bpchar|citext)$/, 'text'],
  [/^(date|time|timestamp)/, 'time'],
];

function kindOf({ columnTypes, customType }: EntityProperty): Kind {
  if (customType instanceof JsonType || columnTypes?.length !== 1) return 'other';
  const type = (columnTypes[0] as string)
    .replace(/\s*\([^)]*\)/, '')
    .trim()
    .toLowerCase();
  return kinds.find(([pattern]) => pattern.test(type))?.[1] ?? 'other';
}
