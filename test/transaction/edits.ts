import { type Collection } from '../../src/index.ts';
import { Address, Contact, moods, Guide, Painter, Person, Loan, Painting, Studio, Tag } from './entities.ts';
import { type World } from './world.ts';

type Operation = (world: World, one: number, other: number) => unknown;

/** What an application does to objects, without asking the database. */
export const edits = {
  rename(world, one, other) {
    const person = world.loaded(Person, one);
    if (person) person.name = `Name ${other}`;
  },
  remail(world, one, other) {
    const person = world.loaded(Person, one);
    if (person) person.email = other % 4 === 0 ? null : `${world.next()}@x`;
  },
  rethink(world, one, other) {
    const person = world.loaded(Person, one);
    if (!person) return;
    [person.mood, person.nickname, person.secret] = [moods[other % 3]!, `Nick ${other}`, other];
  },
  'change values in place'(world, one, other) {
    const person = world.loaded(Person, one);
    if (!person) return;
    const changes = [
      () => person.prizes?.years.push(other),
      () => person.born?.setTime(other * 86_400_000),
      () => person.photo?.set([other % 256]),
      () => person.words?.splice(0, 1, 'changed', 'words'),
      () => person.address && (person.address.city = `City ${other}`),
      () => person.contact?.mails.push(`${other}@y`),
      () => person.contact && (person.contact.phone = `${other}`),
      () => person.prizes && (delete person.prizes.best, (person.prizes.years = [other])),
    ];
    changes[other % changes.length]!();
  },
  'replace values'(world, one, other) {
    const person = world.loaded(Person, one);
    if (!person) return;
    const changes = [
      () => (person.prizes = { years: [other] }),
      () => (person.born = other % 2 ? null : new Date(other * 86_400_000)),
      () => (person.photo = Uint8Array.from([other % 256, 1])),
      () => (person.words = []),
      () => (person.address = other % 16 > 8 ? null : new Address('New', null)),
      () => (person.contact = other % 16 > 8 ? null : new Contact('new')),
      () => person.bio?.set(`bio ${other}`),
      () => person instanceof Guide && (person.language = `${other}`),
    ];
    changes[other % changes.length]!();
  },
  'give a mentor'(world, one, other) {
    const person = world.loaded(Person, one);
    if (person) person.mentor = other % 4 === 0 ? null : (world.pick(Person, other) ?? null);
  },
  'give to a painter'(world, one, other) {
    const painting = world.loaded(Painting, one);
    if (painting) painting.painter = other % 4 === 0 ? null : (world.pick(Painter, other) ?? null);
  },
  'add and remove paintings'(world, one, other) {
    const [painter, painting] = [world.loaded(Painter, one), world.pick(Painting, other)];
    const { paintings } = painter ?? {};
    if (!paintings || !painting) return;
    if (!paintings.isInitialized()) return void paintings.add(painting);
    if (paintings.contains(painting)) paintings.remove(painting);
    else paintings.add(painting);
  },
  'empty a collection'(world, one, other) {
    const [painter, painting] = [world.loaded(Painter, one), world.loaded(Painting, one)];
    if (other % 2 && painter?.paintings?.isInitialized()) painter.paintings.removeAll();
    else if (painting?.tags?.isInitialized()) painting.tags.removeAll();
  },
  'tag and untag'(world, one, other) {
    const [painting, tag] = [world.loaded(Painting, one), world.loaded(Tag, other)];
    if (!painting?.tags || !tag?.paintings) return;
    const [collection, item] = (other % 2 ? [painting.tags, tag] : [tag.paintings, painting]) as [
      Collection<object>,
      object,
    ];
    if (!collection.isInitialized()) return void collection.add(item);
    if (collection.contains(item)) collection.remove(item);
    else if (other % 3) collection.add(item);
    else collection.set([item]);
  },
  'move to a studio'(world, one, other) {
    const [studio, painter] = [world.loaded(Studio, one), world.loaded(Painter, other)];
    if (!studio) return;
    if (other % 3 === 0) studio.owner = null;
    else if (other % 3 === 1) studio.owner = painter ?? null;
    else if (painter) painter.studio = studio;
    studio.rent = other;
  },
  'note a loan'(world, one, other) {
    const loan = world.loaded(Loan, one);
    if (loan) loan.note = `Note ${other}`;
  },
  'create a person'(world, one, other) {
    const person = world.create(other % 2 ? new Painter('New') : new Guide('New'));
    if (other % 3 === 0) Person.withAll(person, world.next());
    person.mentor = world.pick(Person, one) ?? null;
    if (person.mentor === person) person.mentor = null;
    world.here.persist(person);
  },
  'create a painting'(world, one, other) {
    const painter = world.loaded(Painter, one);
    const painting = world.create(new Painting(`code ${world.next()}`, null));
    const tag = world.pick(Tag, other);
    if (tag && other % 3) painting.tags.add(tag);
    // Some are known to the unit only by the collection that they are in.
    if (painter?.paintings && other % 2) return void painter.paintings.add(painting);
    painting.painter = painter ?? null;
    world.here.persist(painting);
  },
  'create a tag or a loan'(world, one, other) {
    const painting = world.loaded(Painting, one);
    if (other % 2) world.here.persist(world.create(new Tag(`label ${world.next()}`)));
    else if (painting) world.here.persist(world.create(new Loan(painting, `room ${world.next()}`)));
  },
  remove(world, one, other) {
    const type = [Loan, Painting, Tag, Studio, Guide][other % 5]!;
    const object = world.pick<object>(type as never, one);
    if (!object) return;
    world.disturbed = true;
    world.here.remove(object);
  },
} satisfies Record<string, Operation>;
