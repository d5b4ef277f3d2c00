import type { RaceReport } from '../../../../../src/testing/race/report.ts';

/** Operations that were raced, and what each level showed, weakest first. */
export interface Explored {
  readonly name: string;
  readonly reports: readonly RaceReport[];
}
