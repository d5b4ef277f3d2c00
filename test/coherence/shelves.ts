import fc from 'fast-check';
import { type EntityManager, type MikroORM, ref } from '../../src/index.ts';
import { type FileDatabase } from '../../src/testing/vitest/index.ts';
import { Author, Book, Tag } from '../support/library.ts';
import { appliedMembers, appliedRows, type Members, type Rows } from './applied.ts';

type Step =
  | { readonly kind: 'transaction'; readonly steps: readonly Step[]; readonly commits: boolean }
  | {
      readonly kind: Exclude<keyof typeof deeds, 'transaction'>;
      readonly id: number;
      readonly other: number;
    };

class RolledBack extends Error {}

/** What may be done; each deed is about the row `id`, and some about another one as well. */
const deeds = {
  async rename(em: EntityManager, id: number, other: number) {
    const author = await em.findOne(Author, id);
    if (author) author.name = `name ${other % 2}`;
  },
  async award(em: EntityManager, id: number, other: number) {
    (await em.findOne(Author, id))?.prizes.push(`prize ${other}`);
  },
  async move(em: EntityManager, id: number, other: number) {
    const [book, author] = [await em.findOne(Book, id), await em.findOne(Author, other)];
    if (book && author) book.author = ref(author);
  },
  async tag(em: EntityManager, id: number, other: number) {
    const book = await em.findOne(Book, id, { populate: ['tags'] });
    const tag = await em.findOne(Tag, (other % 2) + 1);
    if (!book || !tag) return;
    if (book.tags.contains(tag)) book.tags.remove(tag);
    else book.tags.add(tag);
    // Else the next query that populates the collection of another book takes it for stored.
    await em.flush();
  },
  async write(em: EntityManager, id: number, other: number) {
    const author = await em.findOne(Author, other);
    if (author && !(await em.findOne(Book, id))) em.persist(new Book(id, `by ${other}`, author));
  },
  async settle(em: EntityManager, id: number, other: number) {
    await em.flush();
    if (!(await em.findOne(Author, id))) em.persist(new Author(id, `name ${other}`));
  },
  async discard(em: EntityManager, id: number) {
    const book = await em.findOne(Book, id, { populate: ['tags', 'author'] });
    if (book && !isShown(book.author.unwrap())) em.remove(book);
  },
  async leave(em: EntityManager, id: number) {
    const author = await em.findOne(Author, id);
    if (!author || isShown(author)) return;
    await em.flush();
    em.remove(await em.find(Book, { author }, { populate: ['tags'] })).remove(author);
  },
  async replace(em: EntityManager, id: number, other: number) {
    const author = await em.findOne(Author, id, { populate: ['books'] });
    if (!author || author.books.length > 0) return;
    await em.flush();
    em.remove(author).persist(new Author(id, `instead ${other}`));
    await em.flush();
  },
  async upsert(em: EntityManager, id: number, other: number) {
    await em.flush();
    await em.find(Author, {});
    await em.upsert(Author, { id, name: `upserted ${other % 2}`, age: other, prizes: [] });
  },
  async flush(em: EntityManager) {
    await em.flush();
  },
  async clear(em: EntityManager) {
    if (em.isInTransaction()) return;
    await em.flush();
    em.clear();
  },
  /** Somebody else does it; not while our transaction has the row. */
  async theirs(em: EntityManager, id: number, other: number) {
    if (em.isInTransaction()) return;
    await em.flush();
    const author = await em.findOne(Author, id);
    const sql = 'update author set age = ?, version = version + 1 where id = ?';
    await em.fork().execute(sql, [other, id]);
    if (author) await em.refresh(author);
  },
};

/** A collection that is loaded keeps what is removed, and the next flush would store it again. */
function isShown({ books }: Author): boolean {
  return books.isInitialized();
}

const single = fc.record({
  kind: fc.constantFrom(...(Object.keys(deeds) as Exclude<keyof typeof deeds, 'transaction'>[])),
  id: fc.integer({ min: 1, max: 4 }),
  other: fc.integer({ min: 1, max: 3 }),
});
const { steps } = fc.letrec<{ steps: Step[]; step: Step; transaction: Step }>(tie => ({
  steps: fc.array(tie('step'), { minLength: 1, maxLength: 7 }),
  step: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { arbitrary: single, weight: 5 },
    { arbitrary: tie('transaction'), weight: 1 },
  ),
  transaction: fc.record({
    kind: fc.constant('transaction' as const),
    steps: tie('steps'),
    commits: fc.boolean(),
  }),
}));

async function run(em: EntityManager, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if (step.kind !== 'transaction') await deeds[step.kind](em, step.id, step.other);
    else {
      const done = em.transactional(async inner => {
        await run(inner, step.steps);
        if (!step.commits) throw new RolledBack();
      });
      await done.catch((error: unknown) => {
        if (!(error instanceof RolledBack)) throw error;
      });
    }
  }
}

/** Whatever is done: what was shown before and follows the report is what is stored then. Returns how many rows were reported. */
export async function followingIsEnough(
  db: FileDatabase<MikroORM, EntityManager>,
  numRuns: number,
): Promise<number> {
  let rows = 0;
  await fc.assert(
    fc.asyncProperty(steps, fc.boolean(), async (steps, loads) => {
      const others = db.unit();
      await others.execute(given);
      const em = db.unit();
      await em.find(Author, {}, { populate: loads ? ['books'] : [] });
      await em.find(Book, {}, { populate: loads ? ['tags'] : [] });
      await em.find(Tag, {}, { populate: loads ? ['books'] : [] });
      const before = await stored(others);

      const { changes } = await em.observe(async em => run(em, steps));

      const json = JSON.parse(JSON.stringify(changes));
      rows += changes.created.length + changes.updated.length + changes.deleted.length;
      const after = await stored(others);
      same(appliedRows(before.rows, json), after.rows);
      sameLoaded(em, after.rows, [appliedMembers(before.members, json), after.members]);
    }),
    { numRuns, seed: Number(process.env['SELFSAME_SEED'] ?? 20_261_122) },
  );
  return rows;
}

const given = `
  truncate author, book, tag, copies cascade;
  insert into author (id, name, age, prizes) select id, 'name ' || id, 0, '[]' from generate_series(1, 3) as id;
  insert into book (id, title, lost, author_id) select id, 'book ' || id, false, id from generate_series(1, 3) as id;
  insert into tag (id, name) select id, 'tag ' || id from generate_series(1, 2) as id;
  insert into book_tags (book_id, tag_id) values (1, 1), (2, 1)`;

async function stored(em: EntityManager): Promise<{ rows: Rows; members: Members }> {
  const sql = `
    select 'Author' as entity, to_jsonb(author) as row from author union all
    select 'Book', to_jsonb(book) - 'author_id' || jsonb_build_object('author', author_id) from book union all
    select 'Tag', to_jsonb(tag) from tag union all
    select '', to_jsonb(book_tags) from book_tags`;
  const found = await em.execute<{ entity: string; row: Record<string, unknown> }[]>(sql);
  const rows = new Map<string, Record<string, unknown>>();
  const members = new Map<string, Set<unknown>>();
  const join = (owner: string, item: unknown) =>
    members.set(owner, (members.get(owner) ?? new Set()).add(item));
  for (const { entity, row } of found) {
    if (entity) rows.set(`${entity} ${String(row['id'])}`, row);
    if (entity === 'Book') join(`Author ${String(row['author'])} books`, row['id']);
    if (entity) continue;
    join(`Book ${String(row['book_id'])} tags`, row['tag_id']);
    join(`Tag ${String(row['tag_id'])} books`, row['book_id']);
  }
  return { rows, members };
}

/** What is NULL and was never read is missing. */
function same(shown: Rows, stored: Rows): void {
  const text = (rows: Rows) =>
    [...rows].map(([name, row]) => {
      const known = Object.entries(row).filter(([, value]) => value !== null);
      return `${name}: ${JSON.stringify(known.toSorted(([one], [other]) => (one < other ? -1 : 1)))}`;
    });
  requireEqual(text(shown).toSorted(), text(stored).toSorted());
}

/** Of collections that are loaded, of rows that are stored. */
function sameLoaded(em: EntityManager, rows: Rows, [shown, stored]: [Members, Members]): void {
  const of = (members: Members, name: string) => [...(members.get(name) ?? [])].map(String).toSorted();
  for (const object of em.getUnitOfWork().getIdentityMap().values()) {
    const properties = object instanceof Author || object instanceof Tag ? ['books'] : ['tags'];
    for (const property of properties) {
      const collection: unknown = Reflect.get(object, property);
      const loaded =
        collection instanceof Object && Reflect.get(collection, 'isInitialized').call(collection);
      const owner = `${object.constructor.name} ${Reflect.get(object, 'id')}`;
      const name = `${owner} ${property}`;
      if (loaded && rows.has(owner)) requireEqual([name, ...of(shown, name)], [name, ...of(stored, name)]);
    }
  }
}

function requireEqual(shown: readonly unknown[], stored: readonly unknown[]): void {
  if (JSON.stringify(shown) === JSON.stringify(stored)) return;
  throw new Error(`Shown:\n${shown.join('\n')}\nStored:\n${stored.join('\n')}`);
}
