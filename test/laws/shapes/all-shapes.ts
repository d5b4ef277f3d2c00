import { arrays } from './arrays.ts';
import { bigintKey } from './bigint-key.ts';
import { bytes } from './bytes.ts';
import { citextKey } from './citext-key.ts';
import { compositeKey } from './composite-key.ts';
import { compositeKeyWithRelation } from './composite-key-with-relation.ts';
import { customType } from './custom-type.ts';
import { dates } from './dates.ts';
import { decimalKey } from './decimal-key.ts';
import { embeddableArray } from './embeddable-array.ts';
import { enums } from './enums.ts';
import { exactNumbers } from './exact-numbers.ts';
import { formula } from './formula.ts';
import { generatedColumn } from './generated-column.ts';
import { inlineEmbeddable } from './inline-embeddable.ts';
import { joinedTables, joinedTablesRoot } from './joined-inheritance.ts';
import { json } from './json.ts';
import { lazyScalar } from './lazy-scalar.ts';
import { nullableVersion } from './nullable-version.ts';
import { objectEmbeddable } from './object-embeddable.ts';
import { otherSchema } from './other-schema.ts';
import { paddedKey } from './padded-key.ts';
import { plain } from './plain.ts';
import { relationAsKey } from './relation-as-key.ts';
import { relations } from './relations.ts';
import { selfReference } from './self-reference.ts';
import type { Shape } from './shape.ts';
import { singleTable, singleTableRoot } from './single-table-inheritance.ts';
import { softDelete } from './soft-delete.ts';
import { sqlType } from './sql-type.ts';
import { unversioned } from './unversioned.ts';
import { unversionedCompositeJson } from './unversioned-composite-json.ts';
import { uuidKey } from './uuid-key.ts';

/** Every shape there is. */
export const everyShape: readonly Shape[] = [
  plain,
  uuidKey,
  bigintKey,
  decimalKey,
  citextKey,
  paddedKey,
  compositeKey,
  compositeKeyWithRelation,
  relationAsKey,
  inlineEmbeddable,
  objectEmbeddable,
  embeddableArray,
  json,
  customType,
  sqlType,
  enums,
  arrays,
  dates,
  exactNumbers,
  bytes,
  lazyScalar,
  formula,
  generatedColumn,
  singleTable,
  singleTableRoot,
  joinedTables,
  joinedTablesRoot,
  otherSchema,
  softDelete,
  relations,
  selfReference,
  nullableVersion,
  unversioned,
  unversionedCompositeJson,
];

/** Those that `npm test` has the time for; `npm run verify` takes every one. */
const sample: readonly Shape[] = [compositeKeyWithRelation, unversioned];

/** The rows that every law is tested on. */
export const allShapes: readonly Shape[] = process.env['SELFSAME_LAWS'] === 'all' ? everyShape : sample;

export const versionedShapes: readonly Shape[] = allShapes.filter(({ versioned }) => versioned);

/** A few that differ most, for laws in which the field plays no part. */
export const fewShapes: readonly Shape[] = [
  plain,
  compositeKeyWithRelation,
  inlineEmbeddable,
  joinedTables,
  relations,
  unversioned,
];

const byKey: ReadonlySet<Shape> = new Set([
  plain,
  uuidKey,
  bigintKey,
  decimalKey,
  citextKey,
  paddedKey,
  compositeKey,
  compositeKeyWithRelation,
  relationAsKey,
  lazyScalar,
  singleTable,
  singleTableRoot,
  joinedTables,
  joinedTablesRoot,
  otherSchema,
  softDelete,
  selfReference,
]);

/** Those that differ in their keys and tables, for laws in which the columns play no part. */
export const shapesByKey: readonly Shape[] = allShapes.filter(shape => byKey.has(shape));
