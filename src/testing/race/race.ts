import type { EntityManager } from '@mikro-orm/postgresql';
import type { OrmOver } from '../../mikro/race-pool.ts';
import { EntityColumns } from './database/entity-columns.ts';
import { Judge } from './outcome/judge.ts';
import { isolationsOf, type RaceOptions, requireRaceOptions } from './options.ts';
import { Outcomes } from './outcome/outcomes.ts';
import { raceEach } from './race-each.ts';
import type { Isolation, RaceReport } from './report.ts';
import { Search } from './search/search.ts';
import { SerialOrders } from './outcome/serial-orders.ts';
import { Session } from './session.ts';

type AtOneLevel = { readonly isolation?: Isolation | undefined };
type AtSeveralLevels = { readonly isolation: readonly Isolation[] };

/**
 * Runs operations against each other in every order of their statements that can matter, on real connections.
 *
 * Each operation runs in a unit of its own, its code unchanged; the race decides which statement PostgreSQL gets
 * next, and starts over from the same rows for every schedule. The report tells the simplest schedule that fails,
 * or that every order was covered. The rows that were stored before are there again afterwards. Other sessions
 * must not change them meanwhile.
 *
 * @example
 * const rename = (name: string) => async (em: EntityManager) => {
 *   const ada = await em.findOneOrFail(Customer, { email: 'ada@example.com' });
 *   ada.name = name;
 *   await em.flush();
 * };
 * const { verdict } = await race(orm, {
 *   operations: { ada: rename('Ada King'), bob: rename('Ada Byron') },
 *   allow: ['OptimisticLockError'],
 *   invariant: async ({ em }) => console.assert((await em.count(Customer)) === 1),
 * });
 *
 * @returns one report, or one for each level when `isolation` lists several
 * @throws RaceInputError before anything is sent, for options that cannot be run
 * @throws RaceDivergedError when an operation does something else in the same schedule
 * @throws RaceUngatedError when a statement is sent that belongs to no operation
 */
export function race<EM extends EntityManager>(
  orm: OrmOver<EM>,
  options: RaceOptions<EM> & AtOneLevel,
): Promise<RaceReport>;
export function race<EM extends EntityManager>(
  orm: OrmOver<EM>,
  options: RaceOptions<EM> & AtSeveralLevels,
): Promise<RaceReport[]>;
export async function race<EM extends EntityManager>(
  orm: OrmOver<EM>,
  options: RaceOptions<EM>,
): Promise<RaceReport | RaceReport[]> {
  requireRaceOptions(options);
  const { isolation = 'read committed' } = options;
  if (typeof isolation === 'string') return raceAt(orm, options, isolation);
  const reports: RaceReport[] = [];
  for (const level of isolationsOf(options)) reports.push(await raceAt(orm, options, level));
  return reports;
}

/**
 * Races every pair of `operations`, and each operation with itself.
 *
 * @example
 * const reports = await race.each(orm, {
 *   operations: {
 *     count: em => em.count(Customer),
 *     add: em => em.persist(new Customer('eve@example.com', 'Eve')).flush(),
 *   },
 *   allow: ['UniqueConstraintViolationException'],
 *   invariant: async ({ em }) => console.assert((await em.count(Customer)) <= 2),
 * });
 * console.assert(reports.length === 3); // count with count, count with add, add with add
 *
 * @throws what `race` throws
 */
race.each = function each<EM extends EntityManager>(
  orm: OrmOver<EM>,
  options: RaceOptions<EM> & AtOneLevel,
): Promise<RaceReport[]> {
  requireRaceOptions(options, { pairs: true });
  return raceEach(options, pair => race(orm, pair));
};

async function raceAt<EM extends EntityManager>(
  orm: OrmOver<EM>,
  options: RaceOptions<EM>,
  isolation: Isolation,
): Promise<RaceReport> {
  const steps = options.steps ?? 'statement';
  await using session = await Session.open(orm, { ...options, isolation, steps });
  const entities = new EntityColumns(orm.getMetadata(), session.catalog);
  const outcomes = new Outcomes({
    control: session.control,
    touched: () => session.touched,
    ignored: table => entities.ignored(options.ignore ?? {}, table),
    columnOf: (owner, key) => entities.columnOf(owner, key),
  });
  await outcomes.begin(session.catalog.restorable);
  const serial = options.invariant ? undefined : await SerialOrders.run(session, outcomes);
  const search = new Search(session, new Judge(session, options, { outcomes, serial }), options);
  for (const caveat of serial?.caveats ?? []) search.tally.caution(caveat);
  const limit = await searched(search, options);
  const verdict = search.tally.failing > 0 ? 'fails' : limit === undefined ? 'covered' : 'not found';
  return search.tally.report({ operations: session.operations, isolation, steps, verdict, limit });
}

function searched<EM extends EntityManager>(
  search: Search<EM>,
  { replay, search: how = {} }: RaceOptions<EM>,
): Promise<RaceReport['limit']> {
  if (replay !== undefined) return search.replay(replay);
  return how.exhaustive ? search.exhaustive() : search.run(how.prove ?? true);
}
