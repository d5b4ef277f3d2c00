import type { Finding } from './finding.ts';
import { bulkStatements } from './findings/bulk-statements.ts';
import { checkedVersions } from './findings/checked-versions.ts';
import { commits } from './findings/commits.ts';
import { creation } from './findings/creation.ts';
import { errors } from './findings/errors.ts';
import { expressions } from './findings/expressions.ts';
import { flushes } from './findings/flushes.ts';
import { growingVersions } from './findings/growing-versions.ts';
import { keptEdits } from './findings/kept-edits.ts';
import { keptObjects } from './findings/kept-objects.ts';
import { oneRowOneObject } from './findings/one-row-one-object.ts';
import { queriesInTransactions } from './findings/queries-in-transactions.ts';
import { relations } from './findings/relations.ts';
import { rereads } from './findings/rereads.ts';
import { rollbacks } from './findings/rollbacks.ts';
import { sameKey } from './findings/same-key.ts';
import { uniqueLookups } from './findings/unique-lookups.ts';
import { vanishedRows } from './findings/vanished-rows.ts';
import { wholeRows } from './findings/whole-rows.ts';

/** Everything that was found to be untrue in MikroORM, in the order of the laws. */
export const findings: readonly Finding[] = [
  ...oneRowOneObject,
  ...sameKey,
  ...uniqueLookups,
  ...keptObjects,
  ...rereads,
  ...wholeRows,
  ...keptEdits,
  ...queriesInTransactions,
  ...checkedVersions,
  ...growingVersions,
  ...vanishedRows,
  ...flushes,
  ...rollbacks,
  ...commits,
  ...errors,
  ...bulkStatements,
  ...relations,
  ...creation,
  ...expressions,
];
