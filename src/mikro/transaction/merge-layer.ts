import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { absorb } from '../identity/absorb-unit.ts';
import { noteIndexed } from '../identity/unique-key-index.ts';
import { type MapLayer } from '../parts/map-layer.ts';
import { layerOf } from './layer-of.ts';

/** Gives what a transaction has in its layer to the unit of `em`; `fork` is the manager that it worked with. */
export function mergeLayer(layer: MapLayer, em: EntityManager, fork: EntityManager): void {
  for (const [type, own] of layer.own()) {
    const store = layerOf(em).store(type);
    for (const key of own.gone) store.delete(key);
    for (const [key, object] of own.own()) {
      const twin = store.get(key);
      // One that the transaction has deleted has given its row's key to what came after it.
      if (twin && twin !== object && helper(twin).__managed) absorb(em, object);
      else store.set(key, object);
      if (helper(object).__em === fork) helper(object).__em = em;
      noteIndexed(em, object);
    }
  }
}
