import { defineEntity, p } from '@mikro-orm/postgresql';

/** Makes entity classes that no other ORM shares: MikroORM writes onto their prototypes. */
export function defineTables() {
  const Author = defineEntity({
    name: 'Author',
    properties: {
      id: p.integer().primary().autoincrement(),
      email: p.string().unique(),
      name: p.string(),
      age: p.integer().default(0),
      bio: p.string().nullable(),
      version: p.integer().version(),
      books: () => p.oneToMany(Book).mappedBy('author'),
    },
  });
  const Book = defineEntity({
    name: 'Book',
    properties: {
      id: p.integer().primary().autoincrement(),
      title: p.string(),
      price: p.integer().default(0),
      version: p.integer().version(),
      author: () => p.manyToOne(Author).nullable(),
      tags: () => p.manyToMany(Tag).inversedBy('books'),
      notes: () => p.oneToMany(Note).mappedBy('book'),
    },
  });
  const Note = defineEntity({
    name: 'Note',
    properties: {
      id: p.integer().primary().autoincrement(),
      text: p.string(),
      book: () => p.manyToOne(Book).deleteRule('cascade'),
    },
  });
  const Tag = defineEntity({
    name: 'Tag',
    properties: {
      id: p.integer().primary().autoincrement(),
      label: p.string().unique(),
      uses: p.integer().default(0),
      books: () => p.manyToMany(Book).mappedBy('tags'),
    },
  });
  const Visit = defineEntity({
    name: 'Visit',
    properties: {
      id: p.integer().primary().autoincrement(),
      author: () => p.manyToOne(Author).targetKey('email'),
    },
  });
  const Counter = defineEntity({
    name: 'Counter',
    properties: {
      id: p.integer().primary(),
      n: p.integer().default(0),
      m: p.integer().default(0),
      label: p.string().nullable(),
    },
  });
  const Member = defineEntity({
    name: 'Member',
    properties: {
      id: p.uuid().primary(),
      name: p.string(),
      sponsor: () => p.manyToOne(Member).nullable(),
    },
  });
  const Token = defineEntity({
    name: 'Token',
    properties: {
      id: p.integer().primary().autoincrement(),
      owner: p.integer(),
      token: p.string(),
      revoked: p.boolean().default(false),
    },
    uniques: [{ properties: ['token'], where: { revoked: false } }],
  });
  return { Author, Book, Note, Tag, Visit, Counter, Member, Token };
}

/** The entity classes of one ORM. */
export type Tables = ReturnType<typeof defineTables>;
