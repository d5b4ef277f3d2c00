import { type EntityManager, type EntityClass, type RequiredEntityData } from '../../../src/index.ts';
import { Card, Letter, type Paper, Shelf } from '../entities.ts';
import { allFields, type Field, type Kind, type Row } from '../law/row.ts';
import type { StoredRows } from '../law/stored-rows.ts';
import type { OtherSession } from './other-session.ts';
import type { ReadMany } from './step.ts';

type AnyPaper = EntityClass<Letter>;

/** The class of a kind; cards have all that the paths below use of letters. */
export function typeOf(kind: Kind): AnyPaper {
  return (kind === 'letter' ? Letter : Card) as unknown as AnyPaper;
}

/** One way to read rows of a table. */
interface ManyPath {
  read(em: EntityManager, step: ReadMany, other: OtherSession): Promise<Paper[]>;
  /** The rows that it finds, when not all. */
  finds?(stored: StoredRows, step: ReadMany): Row[];
  /** It reads the step's fields alone. */
  partial?: true;
  /** It asks nothing of the database. */
  silent?: true;
}

const byId = { orderBy: { id: 'asc' } } as const;

export const manyPaths = {
  find: {
    read: (em, { kind }) => em.find(typeOf(kind), {}, byId),
  },
  'find, condition': {
    read: (em, { kind, title }) => em.find(typeOf(kind), { title }, byId),
    finds: (stored, { kind, title }) => stored.ofKind(kind).filter(({ fields }) => fields.title === title),
  },
  'find, refresh': {
    read: (em, { kind }) => em.find(typeOf(kind), {}, { ...byId, refresh: true }),
  },
  'find, fields': {
    read: (em, { kind, fields }) => em.find(typeOf(kind), {}, { ...byId, fields } as never) as Promise<never>,
    partial: true,
  },
  'find, populate': {
    read: (em, { kind }) => em.find(typeOf(kind), {}, { ...byId, populate: ['shelf'] }),
  },
  'find, populate with joins': {
    read: (em, { kind }) => em.find(typeOf(kind), {}, { ...byId, populate: ['shelf'], strategy: 'joined' }),
  },
  'query builder': {
    read: (em, { kind }) => em.createQueryBuilder(typeOf(kind)).orderBy({ id: 'asc' }).getResultList(),
  },
  'query builder, fields': {
    read: (em, { kind, fields }) =>
      em
        .createQueryBuilder(typeOf(kind))
        .select(selected(kind, fields) as never)
        .orderBy({ id: 'asc' })
        .getResultList() as Promise<never>,
    partial: true,
  },
  stream: {
    read: (em, { kind }) => Array.fromAsync(em.stream(typeOf(kind), byId)),
  },
  map: {
    read: async (em, { kind }, other) => mapped(em, kind, await other.raw(kind, allFields)),
    silent: true,
  },
  'map, fields': {
    async read(em, { kind, fields }, other) {
      const objects = mapped(em, kind, await other.raw(kind, fields));
      // `em.map` cannot wait: what it has seen only a newer part of is completed by the next read.
      await em.findOne(Shelf, 1);
      return objects;
    },
    partial: true,
    silent: true,
  },
} as const satisfies Record<string, ManyPath>;

export const manyPath = (name: keyof typeof manyPaths): ManyPath => manyPaths[name];

/** Those that a transaction can use: raw rows come from elsewhere. */
export const pathsInTransaction = Object.keys(manyPaths).filter(name => !name.startsWith('map'));

/** The version is asked for: without it nobody can tell what the values are of. */
function selected(kind: Kind, fields: readonly Field[]): string[] {
  return ['id', ...(kind === 'letter' ? ['version'] : []), ...fields];
}

function mapped(em: EntityManager, kind: Kind, rows: readonly object[]): Paper[] {
  return rows.map(row => em.map(typeOf(kind), row as RequiredEntityData<Letter>));
}

/** One way to read one row. */
export const onePaths = {
  findOne: {},
  'findOne, refresh': { refresh: true },
  'findOne, fields': { fields: true },
  'em.refresh': { ofObject: true },
  'em.refresh, theirs': { ofObject: true },
  'em.populate': { ofObject: true },
} as const;
