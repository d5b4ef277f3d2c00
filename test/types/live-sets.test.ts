import { expectTypeOf, test } from 'vitest';
import { Film, Seat } from '../../entities/index.ts';
import { type EntityManager, type LiveSet, type LiveSetOptions } from '../../src/index.ts';

test('a live set is of the class that it was asked for', () => {
  const open = (em: EntityManager) => em.liveSet(Seat, { holder: null }, { orderBy: { number: 'asc' } });

  expectTypeOf<Awaited<ReturnType<typeof open>>>().toEqualTypeOf<LiveSet<Seat>>();
  expectTypeOf<LiveSet<Seat>>().toExtend<Iterable<Seat>>();
  expectTypeOf<ReturnType<LiveSet<Seat>['at']>>().toEqualTypeOf<Seat | undefined>();
  expectTypeOf<LiveSet<Seat>['has']>().parameter(0).toEqualTypeOf<Seat>();
});

test('its condition and its order are of the properties of the class', () => {
  const wrong = (em: EntityManager) => {
    // @ts-expect-error a film has no number
    void em.liveSet(Film, { number: 1 });
    // @ts-expect-error a limit would have to load what enters
    void em.liveSet(Film, {}, { limit: 1 });
  };

  expectTypeOf(wrong).toBeFunction();
  expectTypeOf<{ orderBy: { number: 'asc' } }>().toExtend<LiveSetOptions<Seat>>();
  expectTypeOf<{ orderBy: { nothing: 'asc' } }>().not.toExtend<LiveSetOptions<Seat>>();
});
