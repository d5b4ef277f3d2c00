import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { inject } from 'vitest';
import { type EntityManager, LoadStrategy, MikroORM, type Options } from '../../src/index.ts';
import { type FileDatabase, fileDatabase } from '../../src/testing/vitest/index.ts';
import { Address, Contact, Guide, Painter, Person, Loan, Painting, Studio, Tag } from './entities.ts';

/** A database of painters and what they have painted. */
export function galleryDatabase(options: Options = {}): FileDatabase<MikroORM, EntityManager> {
  const open = async (clientUrl: string) => {
    const orm = await MikroORM.init({
      clientUrl,
      entities: [Person, Painter, Guide, Address, Contact, Studio, Painting, Tag, Loan],
      metadataProvider: ReflectMetadataProvider,
      loadStrategy: LoadStrategy.SELECT_IN,
      ...options,
    });
    await orm.schema.create();
    await orm.em
      .getConnection()
      .execute('alter table painting add unique (slot) deferrable initially deferred');
    return orm;
  };
  return fileDatabase(open, () => ({ url: inject('selfsame').url, name: 'template1' }));
}

const tables = 'person, studio, painting, tag, loan, painting_tags';

/** Makes these all that is stored: two painters and two guides, five paintings, three tags, two loans, two studios. */
export async function furnish({ orm, rows }: FileDatabase<MikroORM, EntityManager>): Promise<void> {
  await rows(`truncate ${tables} restart identity cascade`);
  const [ada, bob] = [1, 2].map(n => Person.withAll(new Painter(`Painter ${n}`), n)) as [Painter, Painter];
  const [cleo, dan] = [3, 4].map(n => Person.withAll(new Guide(`Guide ${n}`), n)) as [Guide, Guide];
  [bob.mentor, cleo.mentor] = [ada, ada];
  const studios = [new Studio(10), new Studio(20)];
  studios[0]!.owner = ada;
  const tags = ['red', 'green', 'blue'].map(label => new Tag(label));
  const paintings = [ada, ada, ada, bob, bob].map((painter, n) => new Painting(`code ${n}`, painter));
  paintings.forEach((painting, n) => {
    painting.slot = n;
    painting.tags.add(tags[n % 3]!, tags[(n + 1) % 3]!);
  });
  const loans = [new Loan(paintings[0]!, 'hall'), new Loan(paintings[3]!, 'attic')];
  await orm.em
    .fork()
    .persist([dan, cleo, ...studios, ...paintings, ...loans])
    .flush();
}
