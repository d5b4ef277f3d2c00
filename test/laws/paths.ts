import type { Path } from './path.ts';
import { adoptedRow, adoptedValues, mappedRow, mappedValues } from './paths/raw-rows.ts';
import {
  collectionInit,
  collectionLoad,
  pinJoined,
  pinPartial,
  pinSelected,
  populateOf,
  shelfJoined,
  shelfSelected,
} from './paths/through-relations.ts';
import {
  cursor,
  findByKey,
  findByLabel,
  findByTag,
  findExcept,
  findPartOf,
  findRefreshed,
  findRest,
} from './paths/find.ts';
import { locked, lockedFind } from './paths/locks.ts';
import { init, refresh, referenceLoad } from './paths/of-the-object.ts';
import { queryJoined, queryPart, queryStream, queryWhole } from './paths/query-builder.ts';
import { stream, streamPart } from './paths/streams.ts';
import { upsertIgnoring, upsertMerging } from './paths/upserts.ts';

/** The ways by which every law is tested. */
export const allPaths: readonly Path[] = [
  findByKey,
  findRefreshed,
  findByTag,
  findByLabel,
  findPartOf,
  findRest,
  findExcept,
  cursor,
  shelfSelected,
  shelfJoined,
  collectionInit,
  collectionLoad,
  populateOf,
  pinSelected,
  pinJoined,
  pinPartial,
  referenceLoad,
  refresh,
  init,
  queryWhole,
  queryPart,
  queryJoined,
  queryStream,
  mappedRow,
  mappedValues,
  adoptedRow,
  adoptedValues,
  stream,
  streamPart,
  locked,
  lockedFind,
  upsertMerging,
  upsertIgnoring,
];
