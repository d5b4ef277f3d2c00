import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differingFields } from '../../src/mikro/merge/differing-fields.ts';
import { threeWay } from '../../src/mikro/merge/three-way.ts';
import { Author, libraryDatabase } from '../support/library.ts';

const db = libraryDatabase();

const fields = ['name', 'age', 'prizes'] as const;
const values = fc.record({
  name: fc.constantFrom('Ada', 'Bob'),
  age: fc.constantFrom(1, 2, 3),
  prizes: fc.constantFrom<string[][]>([], ['first'], ['first', 'second']),
});
const sides = fc.record({ base: values, mine: values, theirs: values });
type Values = ReturnType<typeof valuesOf>;

function valuesOf({ name, age, prizes }: Author) {
  return { name, age, prizes };
}

/** The fields in which the two differ. */
const apart = (one: Values, other: Values) =>
  fields.filter(name => JSON.stringify(one[name]) !== JSON.stringify(other[name]));

function compare(base: Values, mine: Values, theirs: Values) {
  const em = db.unit();
  const meta: Parameters<typeof threeWay>[1] = em.getMetadata().get(Author) as never;
  const snapshot = (side: Values) => ({ ...side, prizes: JSON.stringify(side.prizes) });
  const [from, own, stored] = [base, mine, theirs].map(snapshot) as [object, object, object];
  return threeWay(em, meta, {
    base: from,
    mine: own,
    theirs: stored,
    edited: differingFields(em, meta, own, from),
  });
}

test('fields clash that both sides have changed, and not to the same value, whichever side is mine', () => {
  fc.assert(
    fc.property(sides, ({ base, mine, theirs }) => {
      const { edited, changed, clashing } = compare(base, mine, theirs);
      expect([...edited]).toEqual(apart(base, mine));
      expect([...changed]).toEqual(apart(base, theirs));
      const both = apart(base, mine).filter(name => apart(base, theirs).includes(name));
      expect(clashing).toEqual(new Set(both.filter(name => apart(mine, theirs).includes(name))));
      expect(compare(base, theirs, mine).clashing).toEqual(clashing);
      expect(compare(base, mine, base).changed.size + compare(base, mine, mine).clashing.size).toBe(0);
    }),
  );
});

test('what is merged and flushed is what either side has changed', async () => {
  let id = 0;
  await fc.assert(
    fc.asyncProperty(sides, async ({ base, mine, theirs }) => {
      id += 1;
      await db.given(Object.assign(new Author(id, base.name), base));
      const [em, others] = [db.unit(), db.unit()];
      const [author, their] = [await em.findOneOrFail(Author, id), await others.findOneOrFail(Author, id)];
      Object.assign(author, mine);
      Object.assign(their, theirs);
      await others.flush();

      const { refreshed, merged, conflicts } = await em.refreshAll();

      const clashing = compare(base, mine, theirs).clashing.size > 0;
      const isNewer = apart(base, theirs).length > 0;
      const isEdited = apart(base, mine).length > 0;
      expect([refreshed.length, merged.length, conflicts.length]).toEqual([
        Number(isNewer && !isEdited),
        Number(isNewer && isEdited && !clashing),
        Number(clashing),
      ]);
      if (clashing) {
        await expect(em.flush()).rejects.toMatchObject({ code: 'SELFSAME_CONFLICT' });
        return;
      }
      const own = Object.fromEntries(apart(base, mine).map(name => [name, mine[name]]));
      expect(valuesOf(author)).toEqual({ ...theirs, ...own });
      await em.flush();
      const stored = await db.unit().findOneOrFail(Author, id);
      expect(valuesOf(stored)).toEqual({ ...theirs, ...own });
      expect(stored.version).toBe(their.version + Number(apart(valuesOf(author), theirs).length > 0));
    }),
    { numRuns: 40 },
  );
});
