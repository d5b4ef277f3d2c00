import { expect } from 'vitest';
import { type EntityManager, type LiveSet } from '../../../src/index.ts';
import { Piece } from './pieces.ts';

export const byCount = { orderBy: { count: 'asc' } } as const;

export function piece(values: Partial<Piece>): Piece {
  return Object.assign(new Piece(), values);
}

export function counts(set: Iterable<Piece>): (number | null)[] {
  return [...set].map(({ count }) => count);
}

export function many(em: EntityManager): Promise<LiveSet<Piece>> {
  return em.liveSet(Piece, { count: { $gte: 2 } }, byCount);
}

export function pieces(em: EntityManager): Promise<Piece[]> {
  return em.find(Piece, {}, byCount);
}

/** Why a test gives up a transaction. */
export const undone = new Error('undone');

export function rolledBack(work: Promise<unknown>): Promise<void> {
  return expect(work).rejects.toBe(undone);
}
