/** The SQL that brings a world back to the rows which every scenario starts from. */
export const ROWS = `
truncate author, book, note, tag, book_tags, visit, counter, member, token restart identity cascade;
insert into author (email, name, bio) select 'a' || i || '@x', 'A' || i, 'bio' || i from generate_series(1, 6) i;
insert into book (title, author_id) select 'b' || a || '.' || i, a from generate_series(1, 6) a, generate_series(1, 2) i order by a, i;
insert into note (text, book_id) values ('n1', 1);
insert into tag (label) values ('t1'), ('t2'), ('t3');
insert into book_tags (book_id, tag_id) values (1, 1);
insert into visit (author_id) values ('a6@x');
insert into counter (id) select generate_series(1, 5);
insert into member (id, name) values ('aaaaaaaa-0000-4000-8000-00000000abcd', 'ada');
insert into member (id, name, sponsor_id)
  values ('bbbbbbbb-0000-4000-8000-00000000abcd', 'bob', 'aaaaaaaa-0000-4000-8000-00000000abcd');
insert into token (owner, token) values (1, 'x');
`;
