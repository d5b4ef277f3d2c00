import type { Scenario } from './scenario.ts';
import { adya } from './scenarios/adya.ts';
import { collections } from './scenarios/collections.ts';
import { deadlocks } from './scenarios/deadlocks.ts';
import { getOrCreate } from './scenarios/get-or-create.ts';
import { identityMap } from './scenarios/identity-map.ts';
import { payments } from './scenarios/payments.ts';
import { queues } from './scenarios/queues.ts';
import { skew } from './scenarios/skew.ts';
import { statements } from './scenarios/statements.ts';

export const scenarios: readonly Scenario[] = [
  ...adya,
  ...skew,
  ...getOrCreate,
  ...identityMap,
  ...collections,
  ...payments,
  ...queues,
  ...deadlocks,
  ...statements,
];
