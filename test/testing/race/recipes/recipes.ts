import { counters } from './counters.ts';
import { deletes } from './deletes.ts';
import { getOrCreate } from './get-or-create.ts';
import { optimisticLocks } from './optimistic-locks.ts';
import { pessimisticLocks } from './pessimistic-locks.ts';
import type { Recipe } from './recipe.ts';

export const recipes: readonly Recipe[] = [
  ...getOrCreate,
  ...counters,
  ...optimisticLocks,
  ...pessimisticLocks,
  ...deletes,
];
