import { LockMode, wrap } from '../../src/index.ts';
import { Guide, Painter, Person, Loan, Painting, Studio, Tag } from './entities.ts';
import { type World } from './world.ts';

type Operation = (world: World, one: number, other: number) => Promise<unknown>;

const all = [Person, Painting, Tag, Studio, Loan, Painter, Guide] as const;

/** What an application asks of the database. */
export const databaseWork = {
  async 'read a class'(world, one) {
    world.hold(await world.here.find<object>(all[one % all.length] as never, {}));
  },
  async 'read with relations'(world, one) {
    const { here } = world;
    const found = [
      () => here.find(Painter, {}, { populate: ['paintings', 'studio', 'mentor', 'pupils'] }),
      () => here.find(Painting, {}, { populate: ['tags', 'loans', 'painter'] }),
      () => here.find(Tag, {}, { populate: ['paintings'] }),
      () => here.find(Painting, {}, { populate: ['tags'], strategy: 'joined' }),
      () => here.find(Painter, {}, { populate: ['paintings'], refresh: true }),
    ][one % 5]!;
    world.hold(await (found() as Promise<object[]>));
  },
  async 'read some fields'(world, one, other) {
    const { here } = world;
    if (other % 2) world.hold(await here.find(Person, {}, { fields: ['name'] }));
    else world.hold(await here.find(Painting, { id: (one % 5) + 1 }, { fields: ['code'] }));
  },
  async 'read one'(world, one, other) {
    const found = await world.here.findOne<object>(all[one % 4] as never, ((other % 6) + 1) as never);
    if (found) world.hold([found]);
  },
  async 'look one up'(world, one, other) {
    const found =
      other % 2
        ? await world.here.findOne(Person, { email: `${one % 8}@x` })
        : await world.here.findOne(Painting, { code: `code ${one % 8}` });
    if (found) world.hold([found]);
  },
  async refer(world, one, other) {
    world.hold([world.here.getReference<object>(all[one % 4] as never, ((other % 6) + 1) as never)]);
  },
  async 'load more'(world, one, other) {
    const [person, painting] = [world.loaded(Person, one), world.loaded(Painting, other)];
    if (other % 4 === 0) await person?.bio?.load();
    else if (other % 4 === 1 && painting?.id) await painting.tags?.init();
    else if (other % 4 === 2 && person instanceof Painter && person.id) await person.paintings?.loadItems();
    else {
      const reference = world.pick(Person, one);
      if (reference?.id) await wrap(reference).init();
    }
  },
  async refresh(world, one, other) {
    const object = other % 2 ? world.pick(Person, one) : world.pick(Painting, one);
    if (object?.id) await world.here.refresh(object, other % 3 ? {} : { discardEdits: true });
  },
  async lock(world, one) {
    const object = world.loaded(Painting, one);
    if (object?.id && world.here.isInTransaction()) await world.here.lock(object, LockMode.PESSIMISTIC_WRITE);
  },
  async stream(world, one) {
    for await (const object of world.here.stream<object>(all[one % 3] as never)) world.hold([object]);
  },
  async 'build a query'(world) {
    world.hold(await world.here.createQueryBuilder(Painting).getResultList());
  },
  async upsert(world, one, other) {
    if (!world.here.isInTransaction()) return;
    const data = other % 2 ? { label: ['red', 'green', 'pink'][one % 3]! } : undefined;
    if (data) world.hold([await world.here.upsert(Tag, data)]);
    else world.hold([await world.here.upsert(Studio, { id: (one % 3) + 1, rent: other })]);
  },
  async adopt(world, one, other) {
    if (!world.here.isInTransaction()) return;
    const sql = 'update studio set rent = ? where id = ? returning *';
    world.hold(await world.here.adopt(Studio, sql, [other, (one % 3) + 1]));
  },
  async 'write raw'(world, one, other) {
    if (!world.here.isInTransaction()) return;
    world.disturbed = true;
    if (other % 3 === 0) await world.here.nativeUpdate(Tag, { id: (one % 4) + 1 }, { label: `raw ${other}` });
    else if (other % 3 === 1) await world.here.execute('update studio set rent = ? where id = 1', [other]);
    else await world.here.insert(Tag, { label: `raw ${world.next()}` });
  },
  async clear(world, one) {
    if (one % 4 === 0) world.here.clear();
  },
  flush: world => world.here.flush(),
} satisfies Record<string, Operation>;
