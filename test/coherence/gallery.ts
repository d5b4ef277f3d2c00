import { expect } from 'vitest';
import { type Conflict, ConflictError, type EntityManager, wrap } from '../../src/index.ts';
import { Guide, Painter, Painting, Tag } from '../transaction/entities.ts';

export const codes = (objects: Iterable<Painting>) => [...objects].map(({ code }) => code).toSorted();
export const labels = (objects: Iterable<Tag>) => [...objects].map(({ label }) => label).toSorted();

export const nameOf = (object: object) =>
  `${object.constructor.name} ${JSON.stringify(wrap(object, true).getPrimaryKey(true))}`;
export const said = ({ entity, kind }: Conflict) => `${nameOf(entity)} ${kind}`;

/** The objects whose rows a flush refuses to write. */
export async function refusedBy(em: EntityManager): Promise<readonly string[]> {
  const refused: unknown = await em.flush().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ConflictError);
  return (refused as ConflictError).conflicts.map(said);
}

/** Everything that is stored, with every collection. */
export async function everything(em: EntityManager) {
  const painters = await em.find(
    Painter,
    {},
    { orderBy: { id: 'asc' }, populate: ['paintings', 'studio', 'bio'] },
  );
  const paintings = await em.find(Painting, {}, { orderBy: { id: 'asc' }, populate: ['tags', 'loans'] });
  const guides = await em.find(Guide, {}, { orderBy: { id: 'asc' } });
  const tags = await em.find(Tag, {}, { orderBy: { id: 'asc' }, populate: ['paintings'] });
  return { painters, paintings, guides, tags };
}

/** Whatever the unit has loaded, with the keys in its collections, as plain data. */
export function picture({ painters, paintings, guides, tags }: Awaited<ReturnType<typeof everything>>) {
  const there = <T extends object>(objects: readonly T[]) =>
    objects.filter(object => wrap(object, true).__managed);
  return {
    painters: there(painters).map(painter => [
      [painter.name, painter.version, painter.mood, painter.bio.unwrap(), painter.address?.city],
      [codes(painter.paintings), painter.studio?.id, painter.mentor?.id],
    ]),
    paintings: there(paintings).map(painting => [
      painting.code,
      painting.version,
      painting.slot,
      painting.painter?.id,
      labels(painting.tags),
      [...painting.loans].map(({ room, note }) => [room, note]),
    ]),
    guides: there(guides).map(({ id, version, name, mentor }) => [id, version, name, mentor?.id]),
    tags: there(tags).map(({ label, paintings: on }) => [label, codes(on)]),
  };
}
