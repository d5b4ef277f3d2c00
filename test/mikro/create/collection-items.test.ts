import {
  Entity,
  ManyToMany,
  ManyToOne,
  OneToMany,
  PrimaryKey,
  Property,
  ReflectMetadataProvider,
  Unique,
} from '@mikro-orm/decorators/legacy';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import {
  Collection,
  CollectionItemError,
  ForeignKeyViolationError,
  ForeignObjectError,
  MikroORM,
  type Rel,
} from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/index.ts';
import { fileDatabase } from '../../../src/testing/vitest/index.ts';

@Entity()
class Label {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'text' })
  name!: string;
}

@Entity()
class Line {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @ManyToOne(() => Note, { nullable: true })
  note: Rel<Note> | null = null;
}

@Entity()
class Note {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Unique()
  @Property({ type: 'text' })
  key!: string;

  @ManyToMany({ entity: () => Label, owner: true })
  readonly labels = new Collection<Label>(this);

  @OneToMany(() => Line, line => line.note)
  readonly lines = new Collection<Line>(this);
}

const db = fileDatabase(
  async clientUrl => {
    const entities = [Label, Line, Note];
    const orm = await MikroORM.init({ clientUrl, entities, metadataProvider: ReflectMetadataProvider });
    await orm.schema.create();
    return orm;
  },
  () => ({ url: inject('selfsame').url, name: 'template1' }),
);

let given = 0;
const newKey = () => `note-${given++}`;
const stored = (key: string) =>
  db.rows(
    `select array(select label_id from note_labels where note_id = n.id order by 1) labels,
       array(select id from line where note_id = n.id order by 1) lines from note n where key = $1`,
    [key],
  );

async function scene() {
  const em = db.unit();
  const [label, line] = [em.create(Label, { name: 'read' }), em.create(Line, {})];
  await em.flush();
  return { em, label, line };
}

// The catalogue is asked once in a process.
beforeAll(() => db.unit().getOrCreate(Note, { key: newKey() }));

describe('members of collections are stored with the row that is created', () => {
  test.each([false, true])('in a transaction: %s', async inside => {
    const { em, label, line } = await scene();
    const [one, two, three] = [newKey(), newKey(), newKey()];
    const data = () => ({ labels: [label, { name: 'new' } as Label], lines: [line] });

    const create = async () => {
      const [note] = await em.getOrCreate(Note, { key: one }, data());
      expect(note.lines.getItems()).toEqual([line]);
      expect(line.note).toBe(note);
      await em.updateOrCreate(Note, { key: two }, {}, () => ({ labels: [label.id] }));
      await em.createUnique(Note, () => ({ key: three, labels: [label] }));
    };
    await (inside ? em.transactional(create) : create());

    const [first] = await stored(one);
    expect(first).toEqual({ labels: [label.id, expect.any(Number)], lines: [line.id] });
    expect(await stored(two)).toEqual([{ labels: [label.id], lines: [] }]);
    expect(await stored(three)).toEqual([{ labels: [label.id], lines: [] }]);
  });

  test('and by one transaction: one that the database refuses leaves no row, and no trace', async () => {
    const { em, line } = await scene();
    const key = newKey();
    const refused = em.getOrCreate(Note, { key }, { labels: [99_999], lines: [line] });

    await expect(refused).rejects.toBeInstanceOf(ForeignKeyViolationError);
    expect(await stored(key)).toEqual([]);
    expect(line.note).toBeNull();
    expect(await em.getOrCreate(Note, { key })).toMatchObject([{ key }, true]);
  });

  test('a row that exists gets none', async () => {
    const { em, label } = await scene();
    const key = newKey();
    await db.unit().getOrCreate(Note, { key });
    await em.getOrCreate(Note, { key }, { labels: [label] });
    await em.flush();

    expect(await stored(key)).toEqual([{ labels: [], lines: [] }]);
  });
});

describe('what can be no member is refused before any statement', () => {
  const foreign = async () => (await db.unit().getOrCreate(Note, { key: newKey() }))[0];

  test.each([
    ['what is no object, key or data', () => ({ labels: [new Date()] }), CollectionItemError],
    ['what is no list', () => ({ labels: 1 }), CollectionItemError],
    ['an object of another class', async () => ({ labels: [await foreign()] }), CollectionItemError],
    ["another unit's object", async () => ({ labels: [(await scene()).label] }), ForeignObjectError],
  ])('%s', async (_, make, error) => {
    const data = (await make()) as object;
    const em = db.unit();
    const key = newKey();
    const calls = [
      () => em.getOrCreate(Note, { key }, data),
      () => em.updateOrCreate(Note, { key }, data),
      () => em.updateOrCreate(Note, { key }, {}, data),
      () => em.createUnique(Note, () => ({ key, ...data })),
      () => em.getOrCreateMany(Note, [{ key, labels: [1] }], { key: ['key'] }),
    ];

    const { statements } = await recordStatements(db.orm, async () => {
      for (const [at, call] of calls.entries())
        await expect(call(), `call ${at}`).rejects.toBeInstanceOf(at === 4 ? CollectionItemError : error);
    });

    expect(statements).toEqual([]);
  });
});
