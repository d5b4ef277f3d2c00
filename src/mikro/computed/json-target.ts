import { isRaw, raw, type RawQueryFragment, Utils } from '@mikro-orm/postgresql';
import { isExpression, type Sql } from './expression.ts';
import { type Kind, Target } from './target.ts';

const casts: Readonly<Partial<Record<Kind, string>>> = {
  integer: 'numeric',
  number: 'numeric',
  boolean: 'boolean',
  text: 'text',
  time: 'timestamptz',
};

/** A value inside a JSON column, at `path`. Its type is what the expression takes it for. */
class JsonTarget extends Target {
  constructor(
    target: Target,
    private readonly path: readonly string[],
  ) {
    super(target.platform, target.meta, target.prop, target.place);
  }

  override allows(): boolean {
    return true;
  }

  override get kind(): Kind {
    return 'number';
  }

  override get stored(): Sql {
    const { sql, params } = super.stored;
    return { sql: `${sql} #>> ?::text[]`, params: [...params, arrayOf(this.path)] };
  }

  override typed({ sql, params }: Sql, kind: Kind): Sql {
    return { sql: `(${sql})::${casts[kind]}`, params };
  }

  override value(given: unknown): Sql {
    const [sql, param] = given instanceof Date ? ['?::timestamptz', given] : [`?::${castOf(given)}`, given];
    return { sql, params: [param] };
  }
}

function castOf(given: unknown): string {
  if (typeof given === 'boolean') return 'boolean';
  return typeof given === 'string' ? 'text' : 'numeric';
}

/** Whether the database computes something in `value`, which is a part of a JSON value. */
export function hasExpressions(value: unknown): boolean {
  return isRaw(value) || (Utils.isPlainObject(value) && Object.values(value).some(hasExpressions));
}

/** The JSON column of `target` with the leaves of `changes` in their places; what it does not name stays. */
export function jsonWith(target: Target, changes: object, keyOf: KeyOf): RawQueryFragment {
  const column = `${target.stored.sql}${isJsonb(target) ? '' : '::jsonb'}`;
  let document: Sql = { sql: column, params: target.stored.params };
  for (const [path, value] of leavesOf(changes, [], keyOf))
    document = withLeaf(target, document, { path, value });
  const { sql, params } = document;
  return raw(isJsonb(target) ? sql : `(${sql})::json`, [...params]);
}

/** The name that a property at a path has in the document. */
export type KeyOf = (path: readonly string[], name: string) => string;

interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

function* leavesOf(
  value: object,
  at: readonly string[],
  keyOf: KeyOf,
): Generator<readonly [path: readonly string[], value: unknown]> {
  for (const [name, inner] of Object.entries(value)) {
    const path = [...at, keyOf(at, name)];
    if (hasExpressions(inner) && !isRaw(inner)) yield* leavesOf(inner as object, path, keyOf);
    else if (inner !== undefined) yield [path, inner];
  }
}

function withLeaf(target: Target, document: Sql, { path, value }: Leaf): Sql {
  const leaf = new JsonTarget(target, path);
  const { sql, params } = isRaw(value)
    ? computed(leaf, value)
    : { sql: '?::jsonb', params: [JSON.stringify(value)] };
  return {
    sql: `jsonb_set(${document.sql}, ?::text[], ${sql})`,
    params: [...document.params, arrayOf(path), ...params],
  };
}

/** NULL would make the whole document NULL. */
function computed(leaf: JsonTarget, value: RawQueryFragment): Sql {
  const { sql, params } = isExpression(value) ? value.build(leaf.stored, leaf) : value;
  return { sql: `coalesce(to_jsonb(${sql}), 'null'::jsonb)`, params };
}

function arrayOf(path: readonly string[]): string {
  return `{${path.map(part => JSON.stringify(part)).join(',')}}`;
}

function isJsonb({ prop }: Target): boolean {
  return prop.columnTypes?.[0] !== 'json';
}
