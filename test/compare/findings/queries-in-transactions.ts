import type { Finding } from '../finding.ts';
import { must } from '../lie.ts';

/** R4: in a transaction a query never disagrees with memory. */
export const queriesInTransactions: readonly Finding[] = [
  {
    ids: ['§1.2'],
    law: 'R4',
    title: 'In a transaction, edits an object and queries for its new value',
    run: ({ unit, tables: { Author } }) =>
      unit().transactional(async em => {
        const ada = await em.findOneOrFail(Author, 1);
        ada.age = 77;

        must((await em.find(Author, { age: 77 })).includes(ada), 'the query does not find it');
      }),
  },
  {
    ids: ['§1.2'],
    law: 'R4',
    title: 'In a transaction, edits an object and queries for its old value',
    run: ({ unit, tables: { Author } }) =>
      unit().transactional(async em => {
        const ada = await em.findOneOrFail(Author, 1);
        ada.age = 77;

        const [found] = await em.find(Author, { age: 0, id: { $in: [1] } });

        must(found === undefined, `asked for 0, got an object that says ${found?.age}`);
      }),
  },
  {
    ids: ['§1.2'],
    law: 'R4',
    title: 'In a transaction, edits an object and counts by its new value',
    run: ({ unit, tables: { Author } }) =>
      unit().transactional(async em => {
        (await em.findOneOrFail(Author, 1)).age = 77;

        const count = await em.count(Author, { age: 77 });

        must(count === 1, `the count is ${count}`);
      }),
  },
  {
    ids: ['§1.2'],
    law: 'R4',
    title: 'In a transaction, edits an object and queries with the query builder',
    run: ({ unit, tables: { Author } }) =>
      unit().transactional(async em => {
        const ada = await em.findOneOrFail(Author, 1);
        ada.age = 77;

        const found = await em.createQueryBuilder(Author, 'a').where({ age: 77 }).getResultList();

        must(found.includes(ada), 'the query does not find it');
      }),
  },
  {
    ids: ['§1.1'],
    law: 'R4',
    title: 'In a transaction, inserts a book and loads the books of its author, who was loaded before',
    async run({ unit, tables: { Author, Book } }) {
      const em = unit();
      const ada = await em.findOneOrFail(Author, 2);
      await em.transactional(async inner => {
        await inner.insert(Book, { title: 'new', author: 2 });

        const titles = (await ada.books.loadItems()).map(({ title }) => title);

        must(titles.includes('new'), 'asked on another connection, it is not there');
      });
    },
  },
];
