import { describe, expect, test } from 'vitest';
import { authorsIn, email } from './authors.ts';
import { Author, upsertDatabase } from './tables.ts';

const db = upsertDatabase();
const { author, sentBy, stored } = authorsIn(db);

describe('the options', () => {
  test('ignore leaves the row as it is', async () => {
    const { email, id } = await author({ age: 30 });
    const before = await stored('author', `id = ${id}`);

    const found = await db.unit().upsert(Author, { email, age: 99 }, { onConflictAction: 'ignore' });

    expect(found).toMatchObject({ id, age: 30, version: 1 });
    expect(await stored('author', `id = ${id}`)).toEqual(before);
  });

  test('ignore inserts with one statement', async () => {
    const sent = await sentBy(() =>
      db.unit().upsert(Author, { email: email(), age: 99 }, { onConflictAction: 'ignore' }),
    );

    expect(sent).toBe(1);
  });

  test('onConflictMergeFields and onConflictExcludeFields say what changes', async () => {
    const { email } = await author({ age: 30, name: 'Ada', address: { city: 'London', street: null } });
    const em = db.unit();
    const data = { email, age: 31, name: 'Grace', address: { city: 'Paris', street: 'Rue' } };

    const merged = await em.upsert(Author, data, { onConflictMergeFields: ['age', 'address.city'] });
    expect(merged).toMatchObject({ age: 31, name: 'Ada', address: { city: 'Paris', street: null } });

    const excluded = await em.upsert(Author, data, {
      onConflictExcludeFields: ['name', 'address.*'] as never,
    });
    expect(excluded).toMatchObject({ age: 31, name: 'Ada', address: { city: 'Paris', street: null } });
  });

  test('onConflictWhere decides whether a row changes; one that does not comes back as it is', async () => {
    const { email } = await author({ age: 30 });
    const em = db.unit();

    const kept = await em.upsert(Author, { email, age: 40 }, { onConflictWhere: { age: { $lt: 20 } } });
    expect(kept).toMatchObject({ age: 30, version: 1 });

    const changed = await em.upsert(Author, { email, age: 40 }, { onConflictWhere: { age: { $lt: 35 } } });
    expect(changed).toBe(kept);
    expect(changed).toMatchObject({ age: 40, version: 2 });
  });

  test('disableIdentityMap gives objects that belong to no unit', async () => {
    const { email } = await author({ age: 30 });
    const em = db.unit();
    const loaded = await em.findOneOrFail(Author, { email });

    const other = await em.upsert(Author, { email, age: 31 }, { disableIdentityMap: true });

    expect(other).not.toBe(loaded);
    expect(other.age).toBe(31);
    expect(loaded.age).toBe(30);
  });

  test('the events are heard before and after', async () => {
    const heard: string[] = [];
    const em = db.orm.em.fork({ freshEventManager: true });
    em.getEventManager().registerSubscriber({
      beforeUpsert: ({ entity }) => void ((entity as Author).name = 'from the event'),
      afterUpsert: ({ entity }) => void heard.push(`${(entity as Author).id > 0}`),
    });

    const created = await em.upsert(Author, { email: email() });

    expect(created.name).toBe('from the event');
    expect(heard).toEqual(['true']);
  });
});
