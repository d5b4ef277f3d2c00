import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { Judge } from '../../../../src/testing/race/outcome/judge.ts';
import { ISOLATIONS, type RaceOutcome } from '../../../../src/testing/race/options.ts';
import { Outcomes } from '../../../../src/testing/race/outcome/outcomes.ts';
import { race } from '../../../../src/testing/race/race.ts';
import type { Isolation, RaceReport } from '../../../../src/testing/race/report.ts';
import { Search } from '../../../../src/testing/race/search/search.ts';
import { Session } from '../../../../src/testing/race/session.ts';
import type { Expected, Scenario } from './scenario.ts';

/** A scenario at one level. */
export interface Cell {
  readonly name: string;
  readonly scenario: Scenario;
  readonly isolation: Isolation;
  readonly expected: Expected;
}

export function cellsOf(scenario: Scenario): Cell[] {
  return scenario.expected.map((expected, index) => {
    const isolation = ISOLATIONS[index]!;
    return { name: `${scenario.id}, ${scenario.what}, at ${isolation}`, scenario, isolation, expected };
  });
}

/** The anomaly that the scenario is about. */
export class AnomalySeen extends Error {}

/** Operations may end with any of these; whether that is an anomaly is for the scenario to say. */
const ENDINGS = ['40001', '40P01', '23505', '23503', '25P02', 'OptimisticLockError'];

/** What `race` is given for a cell. */
export function raceOptions({ scenario, isolation }: Cell) {
  const { operations, seed } = scenario;
  return {
    operations,
    seed: (em: EntityManager) => seed && em.execute(seed),
    invariant: async (outcome: RaceOutcome) => {
      if (await scenario.anomaly(outcome)) throw new AnomalySeen(scenario.what);
    },
    allow: ENDINGS,
    isolation,
  };
}

/** Runs every schedule, or all those that reduction leaves, without ending at the first that fails. */
export function explore(orm: MikroORM, cell: Cell, how: 'exhaustive' | 'reduced'): Promise<RaceReport> {
  const options = raceOptions(cell);
  return how === 'exhaustive'
    ? race(orm, { ...options, search: { exhaustive: true } })
    : reduced(orm, options);
}

async function reduced(orm: MikroORM, options: ReturnType<typeof raceOptions>): Promise<RaceReport> {
  await using session = await Session.open(orm, { ...options, steps: 'statement' });
  const outcomes = new Outcomes({
    control: session.control,
    touched: () => session.touched,
    ignored: () => new Set(),
    columnOf: () => undefined,
  });
  await outcomes.begin(session.catalog.restorable);
  const judge = new Judge(session, options, { outcomes, serial: undefined });
  // As in a race, where these come first: a reduction starts over when it learns that rows are deleted.
  await new Search(session, judge, {}).bounded(0, 5000);
  const search = new Search(session, judge, {});
  const limit = await search.reduced(5000, true);
  const verdict = search.tally.failing > 0 ? 'fails' : limit === undefined ? 'covered' : 'not found';
  const { operations, isolation } = session;
  return search.tally.report({ operations, isolation, steps: 'statement', verdict, limit });
}
