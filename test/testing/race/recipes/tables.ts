import { defineEntity, p } from '@mikro-orm/postgresql';

export const Tag = defineEntity({
  name: 'Tag',
  properties: { id: p.integer().primary(), name: p.string() },
});

export const UniqueTag = defineEntity({
  name: 'UniqueTag',
  properties: { id: p.integer().primary(), name: p.string().unique() },
});

export const Account = defineEntity({
  name: 'Account',
  properties: { id: p.integer().primary(), owner: p.string(), balance: p.integer() },
});

export const VersionedAccount = defineEntity({
  name: 'VersionedAccount',
  properties: {
    id: p.integer().primary(),
    owner: p.string(),
    balance: p.integer(),
    version: p.integer().version(),
  },
});

export const tables = [Tag, UniqueTag, Account, VersionedAccount];
