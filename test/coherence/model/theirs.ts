/** What another session may do between two steps. */
export const theirs: readonly string[] = [
  'update book set shelf_id = (select min(id) from shelf), version = version + 1 where id % 2 = 1',
  'update book set shelf_id = null, version = version + 1 where id < 3',
  'update book set price = coalesce(price, 0) + 1, version = version + 1',
  `update note set text = 'theirs', book_id = (select min(id) from book) where id % 2 = 0`,
  'update cover set book_id = null, version = version + 1 where id = 1',
  'delete from book where id = 2',
  'delete from shelf where id = 2',
  'delete from tag where id = 1',
  'delete from note where id = 1',
  'delete from loan where reader_id = 1',
  'delete from book_tags where tag_id = 2',
  'insert into book_tags select b.id, t.id from book b, tag t on conflict do nothing',
  `insert into book (title, price, shelf_id) select 'theirs', 3, min(id) from shelf`,
  `insert into note (text, book_id) select 'theirs', max(id) from book having max(id) is not null`,
  'insert into loan (reader_id, book_id) select r.id, b.id from reader r, book b on conflict do nothing',
];
