import { type EntityManager, type MikroORM, wrap } from '../../src/index.ts';
import { quietly } from '../../src/mikro/state/quietly.ts';
import { Names } from './names.ts';

type Class<T> = abstract new (...args: never[]) => T;

/** A unit of work, what the application holds of it, and the manager that it works with at the moment. */
export class World {
  readonly names = new Names();
  /** Objects that the application has made, and when: while how many transactions were open. */
  readonly created = new Set<object>();
  readonly em: EntityManager;
  here: EntityManager;
  /** Others have changed rows, or rows were deleted with what refers to them. */
  disturbed = false;
  #count = 4;

  constructor(readonly orm: MikroORM) {
    this.em = orm.em.fork();
    this.here = this.em;
  }

  hold<T extends object>(objects: readonly T[]): readonly T[] {
    for (const object of objects) this.names.of(object);
    return objects;
  }

  create<T extends object>(object: T): T {
    this.names.of(object);
    this.created.add(object);
    return object;
  }

  /** One of the objects of a class that the application holds, by number. */
  pick<T extends object>(type: Class<T>, number: number): T | undefined {
    const held = this.names.objects.filter(object => object instanceof type) as T[];
    return held[number % Math.max(held.length, 1)];
  }

  /** The same, of those that are loaded. */
  loaded<T extends object>(type: Class<T>, number: number): T | undefined {
    const objects = this.names.objects.filter(object => object instanceof type) as (T & {
      __helper: { __initialized: boolean };
    })[];
    const usable = quietly(() => objects.filter(object => object.__helper.__initialized));
    return usable[number % Math.max(usable.length, 1)];
  }

  /** Lets go of what is not the unit's: what was created in vain is in relations on one side only. */
  release(): void {
    for (const object of this.names.objects) if (!wrap(object, true).__managed) this.names.release(object);
  }

  next(): number {
    return ++this.#count;
  }
}
