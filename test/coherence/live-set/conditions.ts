import fc from 'fast-check';
import { Mood } from './pieces.ts';

/** What is related, which each run has of its own. */
export interface Related {
  readonly shelves: readonly object[];
  readonly spots: readonly object[];
}

/** Makes a value of what is related in a run, where it is of that. */
export type Make<T> = (related: Related) => T;

const comparing = ['$eq', '$ne', '$gt', '$gte', '$lt', '$lte'] as const;
const equal = ['$eq', '$ne'] as const;

interface Field {
  /** What an object may have. */
  readonly values: readonly unknown[];
  /** What may be asked for besides. */
  readonly asked?: readonly unknown[];
  readonly operators: readonly string[];
  readonly patterns?: readonly string[];
}

const patterns = ['a%', '%b', '_', 'a\\%b', '%', '', 'a_b', '😀', '%.%', '[a-z]'];
const texts = ['', 'a', 'B', 'b', 'ä', '😀', 'a%b', 'a_b', 'a.b', '\uffee'];

/** Each field with few values, so that many are equal; null is one of each. */
const fields: Readonly<Record<string, Field>> = {
  count: { values: [-2, 0, 1, 2, 30], asked: [1.5, '2', 1n, 2 ** 60], operators: comparing },
  big: { values: [0n, -1n, 9_007_199_254_740_993n, 7n], asked: [7, '7'], operators: comparing },
  open: { values: [true, false], operators: comparing },
  rate: { values: [0, -0, 0.1, 1e300, -2.5], operators: comparing },
  weight: { values: [0.25, 0.5, 3], operators: comparing },
  code: { values: texts, operators: comparing, patterns },
  name: { values: texts, operators: equal, patterns },
  tag: {
    values: [
      '6F9619FF-8B86-D011-B42D-00C04FC964FF',
      '6f9619ff8b86d011b42d00c04fc964ff',
      '00000000-0000-4000-8000-000000000001',
    ],
    operators: comparing,
  },
  day: { values: ['2030-01-01', '2030-01-02', '1999-12-31'], operators: comparing },
  at: {
    values: ['2030-01-01T00:00:00.001Z', '2030-01-01T00:00:00.002Z', '1960-01-01T00:00:00.5Z'].map(
      text => new Date(text),
    ),
    operators: comparing,
  },
  seen: {
    values: ['2030-01-01T00:00:00.001Z', '2030-01-01T00:00:00.002Z'].map(text => new Date(text)),
    operators: ['$lt', '$gte'],
  },
  mood: { values: [Mood.Calm, Mood.Wild], operators: equal },
};

const nullable = (values: readonly unknown[]) => fc.constantFrom(null, ...values);

/** Values of an object, each of which may be written to it. */
export const anyEdit: fc.Arbitrary<Make<Readonly<Record<string, unknown>>>> = fc.oneof(
  ...Object.entries(fields).map(([name, { values }]) =>
    nullable(values).map(value => () => ({ [name]: copy(value) })),
  ),
  nullable([0, 1, 2]).map(at => ({ shelves }: Related) => ({
    shelf: at === null ? null : shelves[at as number],
  })),
  nullable([0, 1]).map(at => ({ spots }: Related) => ({ spot: at === null ? null : spots[at as number] })),
  fc.constantFrom(null, '1.50').map(price => () => ({ price })),
  fc.boolean().map(hidden => () => ({ hidden })),
);

function copy(value: unknown): unknown {
  return value instanceof Date ? new Date(value) : value;
}

type Where = Readonly<Record<string, unknown>>;

function ofField([name, { values, asked = [], operators, patterns: like = [] }]: [
  string,
  Field,
]): fc.Arbitrary<Make<Where>> {
  const value = fc.constantFrom(...values, ...asked);
  const listed = fc.array(operators.includes('$eq') ? fc.constantFrom(null, ...values, ...asked) : value, {
    maxLength: 3,
  });
  const both = fc.tuple(fc.constantFrom(...operators), fc.constantFrom(...operators), value, value);
  const forms: fc.Arbitrary<unknown>[] = [
    fc.constantFrom(null, { $ne: null }, { $eq: null }, { $exists: true }, { $exists: false }),
    fc.tuple(fc.constantFrom(...operators), value).map(([operator, one]) => ({ [operator]: one })),
    both.map(([one, other, first, second]) => ({ [one]: first, [other]: second })),
  ];
  if (operators.includes('$eq'))
    forms.push(
      value,
      listed.map($in => ({ $in })),
      listed.map($nin => ({ $nin })),
    );
  if (like.length > 0) forms.push(fc.constantFrom(...like).map($like => ({ $like })));
  return fc.oneof(...forms).map(form => () => ({ [name]: form }));
}

const relations: fc.Arbitrary<Make<Where>> = fc.oneof(
  fc.constantFrom<Make<Where>>(
    () => ({ shelf: null }),
    () => ({ shelf: { $ne: null } }),
    ({ shelves }) => ({ shelf: shelves[0] }),
    () => ({ shelf: 2 }),
    () => ({ shelf: { id: { $gt: 1 } } }),
    () => ({ shelf: { $lte: 2 } }),
    ({ shelves }) => ({ shelf: { $in: [shelves[1], 3] } }),
    () => ({ shelf: { $nin: [1] } }),
    () => ({ shelf: { $ne: 1 } }),
    () => ({ spot: null }),
    ({ spots }) => ({ spot: spots[0] }),
    () => ({ spot: [1, 2] }),
    () => ({
      spot: {
        $in: [
          [1, 1],
          [1, 2],
        ],
      },
    }),
    ({ spots }) => ({ spot: { $ne: spots[1] } }),
  ),
  fc.constantFrom<Make<Where>>(
    () => ({ size: { width: 1 } }),
    () => ({ size: { width: { $gte: 1 }, measured: null } }),
    () => ({ size: { measured: { $lt: '2030-01-02' } } }),
    () => ({ size: null }),
    () => ({ price: null }),
    () => ({ price: { $ne: null } }),
    () => ({}),
  ),
);

/** A condition on columns that memory decides, with its groups and negations. */
export const anyWhere: fc.Arbitrary<Make<Where>> = fc.letrec<{ where: Make<Where> }>(tie => {
  const group = (operator: string) =>
    fc
      .array(tie('where'), { minLength: operator === '$or' ? 0 : 1, maxLength: 3 })
      .map((parts): Make<Where> => related => ({ [operator]: parts.map(part => part(related)) }));
  return {
    where: fc.oneof(
      { maxDepth: 2, depthSize: 'small' },
      fc.oneof(...Object.entries(fields).map(ofField)),
      relations,
      group('$and'),
      group('$or'),
      tie('where').map((part): Make<Where> => related => ({ $not: part(related) })),
      fc.tuple(tie('where'), tie('where')).map(([one, other]): Make<Where> => related => ({
        ...one(related),
        ...other(related),
      })),
    ),
  };
}).where;

const direction = fc.constantFrom(
  'asc',
  'desc',
  'asc nulls first',
  'desc nulls last',
  'ASC NULLS LAST',
  1,
  -1,
);

/** An order by columns that memory decides. */
export const anyOrder: fc.Arbitrary<readonly Where[]> = fc.array(
  fc.oneof(
    fc
      .tuple(
        fc.constantFrom('count', 'big', 'open', 'rate', 'weight', 'code', 'tag', 'day', 'at', 'shelf', 'id'),
        direction,
      )
      .map(([name, way]) => ({ [name]: way })),
    direction.map(width => ({ size: { width } })),
  ),
  { maxLength: 2 },
);
