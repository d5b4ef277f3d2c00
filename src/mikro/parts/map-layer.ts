import { LayeredMap } from './layered-map.ts';

type Class = unknown;

/** The objects of one identity map by class, on top of those of the layer below: a transaction's on top of its unit's. */
export class MapLayer {
  readonly #stores = new Map<Class, LayeredMap>();
  /** The layer of the unit itself. */
  readonly root: MapLayer;

  constructor(readonly below?: MapLayer) {
    this.root = below?.root ?? this;
  }

  store(type: Class): LayeredMap {
    let store = this.#stores.get(type);
    if (!store) this.#stores.set(type, (store = new LayeredMap(this.below?.store(type))));
    return store;
  }

  *classes(): Iterable<Class> {
    yield* this.#stores.keys();
    for (const type of this.below?.classes() ?? []) if (!this.#stores.has(type)) yield type;
  }

  /** The stores that this layer has put something into, or taken something out of. */
  own(): Iterable<readonly [Class, LayeredMap]> {
    return this.#stores;
  }

  clear(): void {
    for (const type of this.classes()) this.store(type).clear();
  }
}
