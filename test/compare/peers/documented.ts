import type { JobName } from './outcome.ts';

/** What a library's documentation says of the jobs, for those that do not run here. */
interface Documented {
  readonly name: string;
  readonly says: Readonly<Record<JobName, string>>;
  readonly sources: readonly string[];
}

export const documented: readonly Documented[] = [
  {
    name: 'Django 5.2',
    says: {
      getOrCreate: 'one row; all get it, one is told, when the fields are unique in the database',
      inTransaction: 'the same: the INSERT has a savepoint',
      inSnapshot: '`IntegrityError`: the row that exists cannot be seen',
      upsert: '`update_or_create`: one row, locked',
      increment: '`F()` loses nothing; the object holds an expression until it is read again',
    },
    sources: [
      'https://docs.djangoproject.com/en/5.2/ref/models/querysets/#get-or-create',
      'https://docs.djangoproject.com/en/5.2/ref/models/expressions/#f-expressions',
    ],
  },
  {
    name: 'Rails 8.0',
    says: {
      getOrCreate: 'one row; all get it, nobody is told, when the fields are unique in the database',
      inTransaction: 'the same: the INSERT has a savepoint',
      inSnapshot: 'an error: the row that exists cannot be seen',
      upsert: '`upsert` returns no object',
      increment: '`increment!` loses nothing; the object holds what it had, plus one',
    },
    sources: [
      'https://api.rubyonrails.org/v8.0/classes/ActiveRecord/Relation.html#method-i-find_or_create_by',
      'https://api.rubyonrails.org/v8.0/classes/ActiveRecord/Persistence.html#method-i-increment-21',
    ],
  },
  {
    name: 'Prisma 6',
    says: {
      getOrCreate: '`upsert` with an empty update, or `connectOrCreate`, which may fail with P2002',
      inTransaction: 'the same; after an error the transaction is over',
      inSnapshot: 'P2034: the application is to do it again',
      upsert: 'one row by the database, if one unique field is asked for and nothing is nested; else P2002',
      increment: '`{ increment: 1 }` loses nothing; what is returned is what is stored',
    },
    sources: [
      'https://www.prisma.io/docs/orm/reference/prisma-client-reference#database-upserts',
      'https://www.prisma.io/docs/orm/prisma-client/queries/transactions#transaction-timing-issues',
    ],
  },
];
