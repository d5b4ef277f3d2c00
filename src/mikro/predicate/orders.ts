import { Utils } from '@mikro-orm/postgresql';
import { UndecidableConditionError } from '../../errors/live-set-errors.ts';
import { type Data } from '../parts/internals.ts';
import { type Column, columnOf, noKeyYet } from './columns.ts';
import { type Asking } from './conditions.ts';
import { compare, type Comparable } from './kinds.ts';

/** What an object is ordered by; undefined when only the database can tell. */
export type Place = readonly (Comparable | null)[];

/** The order of objects: by what they are ordered, and in which order two of them are. */
export interface Order {
  placeOf(object: object): Place | undefined;
  compare(one: Place, other: Place): number;
}

interface Term {
  readonly read: (object: object) => Comparable | null | undefined;
  readonly compare: (one: Comparable | null, other: Comparable | null) => number;
}

/** The order that MikroORM makes SQL of, and that of the primary key among what is equal in it. New objects, which have no key, are the last of those. */
export function orderOf(asking: Asking, orderBy: unknown): Order {
  const terms = [...termsOf(asking, orderBy), ...keyTerms(asking)];
  return {
    placeOf(object) {
      const place: (Comparable | null)[] = [];
      for (const { read } of terms) {
        const value = read(object);
        if (value === undefined) return undefined;
        place.push(value);
      }
      return place;
    },
    compare(one, other) {
      for (const [at, term] of terms.entries()) {
        const order = term.compare(one[at] ?? null, other[at] ?? null);
        if (order !== 0) return order;
      }
      return 0;
    },
  };
}

function termsOf(asking: Asking, orderBy: unknown): Term[] {
  return Utils.asArray(orderBy as Data | Data[]).flatMap(given => {
    if (Object.getOwnPropertySymbols(given).length > 0)
      throw undecidable(asking, 'raw SQL', 'it is computed by the database');
    return Object.entries(given).flatMap(([name, direction]) => termFor(asking, name, direction));
  });
}

function termFor(asking: Asking, name: string, direction: unknown): Term[] {
  const inner = asking.meta.properties[name]?.embeddedProps;
  if (inner && Utils.isPlainObject<Data>(direction))
    return Object.entries(direction).flatMap(([key, value]) =>
      termFor(asking, inner[key]?.name ?? key, value),
    );
  const parsed = directionOf(direction);
  if (!parsed) throw undecidable(asking, name, 'it is ordered by something of another row');
  const column = columnOf(asking, name);
  const refusal = column.refusal('orderBy');
  if (refusal !== undefined) throw undecidable(asking, name, refusal);
  asking.asked.columns.add(column);
  asking.asked.ordered.add(column);
  return [{ read: readerOf(asking, name, column), compare: directed(parsed) }];
}

interface Direction {
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

function directionOf(given: unknown): Direction | undefined {
  const text = typeof given === 'number' ? (given === 1 ? 'asc' : given === -1 ? 'desc' : '') : given;
  const [, direction, nulls] =
    /^(asc|desc)(?:\s+nulls\s+(first|last))?$/i.exec(typeof text === 'string' ? text.trim() : '') ?? [];
  if (direction === undefined) return undefined;
  const descending = direction.toLowerCase() === 'desc';
  return { descending, nullsFirst: nulls ? nulls.toLowerCase() === 'first' : descending };
}

function directed({ descending, nullsFirst }: Direction): Term['compare'] {
  return (one, other) => {
    if (one === null || other === null) return one === other ? 0 : (one === null) === nullsFirst ? -1 : 1;
    return descending ? compare(other, one) : compare(one, other);
  };
}

/** What is equal is in some order of its own, which need not be the database's. */
function keyTerms(asking: Asking): Term[] {
  return asking.meta.primaryKeys.map(name => {
    const column = columnOf(asking, name);
    return {
      read: object => keyed(column.read(object)) ?? null,
      compare: directed({ descending: false, nullsFirst: false }),
    };
  });
}

/** What has no key yet is after all that has one; nor is there an order of what leads to it. */
function readerOf({ meta }: Asking, name: string, { read }: Column): Term['read'] {
  return meta.primaryKeys.includes(name)
    ? object => keyed(read(object)) ?? null
    : object => keyed(read(object));
}

function keyed(value: ReturnType<Column['read']>): Comparable | null | undefined {
  return value === noKeyYet ? undefined : value;
}

function undecidable({ meta }: Asking, name: string, reason: string): UndecidableConditionError {
  return new UndecidableConditionError(meta.className, `orderBy ${name}`, reason);
}
