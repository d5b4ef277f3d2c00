import { expect } from 'vitest';
import { wrap } from '../../../src/index.ts';
import { quietly } from '../../../src/mikro/state/quietly.ts';
import { Letter, type Paper, type Shelf } from '../entities.ts';
import { allFields, type Field } from '../law/row.ts';
import { keyOf } from '../law/stored-rows.ts';
import type { UnitObject } from '../law/unit-object.ts';

/** The application sees in its object what the laws say. */
export function expectImage(real: Paper, object: UnitObject): void {
  expect(imageOf(real), keyOf(object)).toEqual({
    id: object.id,
    version: object.shownVersion,
    ...object.mine,
  });
}

/** What is in memory; what is not loaded is not in it. To look at it must not count as something that the application has read. */
function imageOf(real: Paper): Record<string, unknown> {
  const values = allFields.map(name => [name, quietly(() => plainOf(name, real[name]))] as const);
  const version = real instanceof Letter ? quietly(() => real.version) : undefined;
  return { id: real.id, version, ...Object.fromEntries(values.filter(([, value]) => value !== undefined)) };
}

function plainOf(name: Field, value: unknown): unknown {
  return name === 'shelf' && typeof value === 'object' && value !== null
    ? wrap(value as Shelf, true).getPrimaryKey()
    : value;
}
