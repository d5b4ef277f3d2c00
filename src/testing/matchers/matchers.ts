import { failsWith, proved, raceFree, requireReports } from './race-findings.ts';
import type { Finding } from './finding.ts';
import { requireRecording } from './record-statements.ts';
import { sameInstance } from './same-instance.ts';
import { sameRow } from './same-row.ts';
import { sent } from './sent.ts';
import type { AnomalyName } from '../race/report/anomaly.ts';

/** What `expect` can do once `selfsame/testing/vitest` is among the setup files. */
export interface SelfsameMatchers<R> {
  /** One object, not only an equal one. */
  toBeSameInstance(expected: unknown): R;
  /** One row, in one object or in two. */
  toBeSameRow(expected: unknown): R;
  /** On what `recordStatements` returned: so many statements, `begin` and `commit` included. */
  toHaveSent(expected: number): R;
  /** On what `recordStatements` returned: nothing was sent. */
  toIssueNoQueries(): R;
  /** On a race's report: no schedule fails of those that were run. */
  toBeRaceFree(): R;
  /** On a race's report: no schedule fails, and every one that can differ was run. */
  toBeProved(): R;
  /** On a race's report: a schedule fails with this anomaly or SQLSTATE. */
  toFailWith(name: AnomalyName): R;
}

interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/**
 * The matchers as `expect.extend` of vitest and of Jest takes them.
 *
 * @example
 * const { pass } = matchers.toBeSameInstance(em, em);
 * console.assert(pass);
 */
export const matchers = {
  toBeSameInstance: (received: unknown, expected: unknown) => resultOf(sameInstance(received, expected)),
  toBeSameRow: (received: unknown, expected: unknown) => resultOf(sameRow(received, expected)),
  toHaveSent: (received: unknown, expected: number) => resultOf(sent(requireRecording(received), expected)),
  toIssueNoQueries: (received: unknown) => resultOf(sent(requireRecording(received), 0)),
  toBeRaceFree: (received: unknown) => resultOf(raceFree(requireReports(received))),
  toBeProved: (received: unknown) => resultOf(proved(requireReports(received))),
  toFailWith: (received: unknown, name: AnomalyName) => resultOf(failsWith(requireReports(received), name)),
};

function resultOf({ holds, message }: Finding): MatcherResult {
  return { pass: holds, message: () => message };
}
