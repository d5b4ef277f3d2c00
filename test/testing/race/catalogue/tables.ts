import { defineEntity, p } from '@mikro-orm/postgresql';

/** Hermitage's table of ids and values. */
const Value = defineEntity({
  name: 'Value',
  tableName: 'test',
  properties: { id: p.integer().primary(), value: p.integer().nullable() },
});

export const Tag = defineEntity({
  name: 'Tag',
  tableName: 'tag',
  properties: { id: p.integer().primary(), name: p.string() },
});

export const UniqueTag = defineEntity({
  name: 'UniqueTag',
  tableName: 'utag',
  properties: { id: p.integer().primary(), name: p.string().unique() },
});

export const Account = defineEntity({
  name: 'Account',
  tableName: 'account',
  properties: { id: p.integer().primary(), owner: p.string(), balance: p.integer() },
});

export const VersionedAccount = defineEntity({
  name: 'VersionedAccount',
  tableName: 'vaccount',
  properties: { id: p.integer().primary(), balance: p.integer(), version: p.integer().version() },
});

export const Parent = defineEntity({
  name: 'Parent',
  tableName: 'parent',
  properties: { id: p.integer().primary(), n: p.integer().default(0) },
});

export const Child = defineEntity({
  name: 'Child',
  tableName: 'child',
  properties: { id: p.integer().primary(), parent: () => p.manyToOne(Parent) },
});

/** A child whose parent the database does not check. */
const LooseChild = defineEntity({
  name: 'LooseChild',
  tableName: 'child_nofk',
  properties: { id: p.integer().primary(), parentId: p.integer() },
});

export const Message = defineEntity({
  name: 'Message',
  tableName: 'outbox',
  properties: { id: p.integer().primary(), what: p.string() },
});

const Item = defineEntity({
  name: 'Item',
  tableName: 'item',
  properties: { id: p.integer().primary(), list: p.integer() },
});

export const tables = [
  Value,
  Tag,
  UniqueTag,
  Account,
  VersionedAccount,
  Parent,
  Child,
  LooseChild,
  Message,
  Item,
];
