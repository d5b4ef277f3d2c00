import { type EntityManager } from '@mikro-orm/postgresql';
import { type MapLayer } from '../parts/map-layer.ts';

interface Layered {
  layer: MapLayer;
}

function mapOf(em: EntityManager): Layered {
  return em.getUnitOfWork(false).getIdentityMap() as unknown as Layered;
}

/** What the identity map of `em` has on top of what is below it. */
export function layerOf(em: EntityManager): MapLayer {
  return mapOf(em).layer;
}

export function setLayer(em: EntityManager, layer: MapLayer): void {
  mapOf(em).layer = layer;
}

/** Whether `em` works on top of the identity map of another manager. */
export function isLayered(em: EntityManager): boolean {
  return layerOf(em).below !== undefined;
}
