import type { EntityManager } from '@mikro-orm/postgresql';
import { RaceInputError } from './errors.ts';
import type { Ending, Isolation } from './report.ts';

/** A transactional call of the domain, given the manager of a unit of its own. */
export type RaceOperation<EM extends EntityManager = EntityManager> = (em: EM) => unknown;

/** What an invariant sees when all operations of a schedule have ended. */
export interface RaceOutcome<EM extends EntityManager = EntityManager> {
  /** A fresh unit. */
  readonly em: EM;
  readonly endings: Readonly<Record<string, Ending>>;
  /** What the operations returned; undefined for those that failed. */
  readonly results: Readonly<Record<string, unknown>>;
}

/** How far to search. */
export interface RaceSearch {
  /** How often an operation may be interrupted although it could go on. Default: 2. */
  readonly preemptions?: number | undefined;
  /** Whether to go on until every order that can differ has been run. Default: true. */
  readonly prove?: boolean | undefined;
  /** Default: 5000. */
  readonly maxSchedules?: number | undefined;
  /** Milliseconds after which no further schedule is started. Default: none. */
  readonly budget?: number | undefined;
  /** Runs every order, also those that cannot differ. */
  readonly exhaustive?: boolean | undefined;
}

/** How far a search has come. */
export interface RaceProgress {
  readonly isolation: Isolation;
  readonly schedules: number;
  readonly failing: number;
  /** Milliseconds. */
  readonly took: number;
}

/** What to race, and what must hold. */
export interface RaceOptions<EM extends EntityManager = EntityManager> {
  /** Stores rows for every schedule, beside those that are in the database already. */
  readonly seed?: ((em: EM) => unknown) | undefined;
  readonly operations: Readonly<Record<string, RaceOperation<EM>>>;
  /** Throws when what came out must not be. Without it, the outcome must be that of some serial order. */
  readonly invariant?: ((outcome: RaceOutcome<EM>) => unknown) | undefined;
  /** SQLSTATEs and names of errors that an operation may end with. */
  readonly allow?: readonly string[] | undefined;
  /** The level of transactions that do not ask for one. Default: 'read committed'. */
  readonly isolation?: Isolation | readonly Isolation[] | undefined;
  /** `row` also pauses inside statements that change several rows. Default: 'statement'. */
  readonly steps?: 'statement' | 'row' | undefined;
  readonly search?: RaceSearch | undefined;
  /** Properties or columns that outcomes are compared without, by entity or table. */
  readonly ignore?: Readonly<Record<string, readonly string[]>> | undefined;
  /** How many connections all operations have together. Default: more than they need. */
  readonly pool?: number | undefined;
  /** Runs this schedule alone: that of a failure, joined by spaces. */
  readonly replay?: string | undefined;
  readonly onProgress?: ((progress: RaceProgress) => void) | undefined;
}

export const ISOLATIONS: readonly Isolation[] = ['read committed', 'repeatable read', 'serializable'];

/** Throws RaceInputError for anything that cannot be run as it is given. */
export function requireRaceOptions<EM extends EntityManager>(
  options: RaceOptions<EM>,
  { pairs = false } = {},
): void {
  const names = Object.keys(options.operations);
  if (names.length === 0)
    throw new RaceInputError('operations', 'there are no operations. Give it two or more.');
  for (const name of names) requireName(name);
  if (names.length === 1 && !options.invariant && !pairs)
    throw new RaceInputError(
      'operations',
      'one operation alone is always serial. Give it a second one, or an invariant.',
    );
  for (const level of isolationsOf(options)) requireOneOf('isolation', level, ISOLATIONS);
  if (isolationsOf(options).length === 0)
    throw new RaceInputError('isolation', 'isolation is an empty list.');
  requireOneOf('steps', options.steps ?? 'statement', ['statement', 'row']);
  requireCount('pool', options.pool, 1);
  requireSearch(options.search ?? {});
  requireReplay(options.replay, names);
}

export function isolationsOf({
  isolation = 'read committed',
}: Pick<RaceOptions, 'isolation'>): readonly Isolation[] {
  return typeof isolation === 'string' ? [isolation] : isolation;
}

function requireName(name: string): void {
  if (/^[^\s!.]+$/.test(name)) return;
  throw new RaceInputError(
    'operations',
    `the operation '${name}' is not named by one word without spaces, dots and '!'. Rename it.`,
  );
}

function requireSearch({ preemptions, maxSchedules, budget }: RaceSearch): void {
  requireCount('search.preemptions', preemptions, 0);
  requireCount('search.maxSchedules', maxSchedules, 1);
  if (budget !== undefined && !(budget > 0))
    throw new RaceInputError('search.budget', `search.budget is ${budget}, not a time in milliseconds.`);
}

function requireCount(option: string, value: number | undefined, least: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least)) return;
  throw new RaceInputError(option, `${option} is ${value}, not a whole number of at least ${least}.`);
}

function requireOneOf(option: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  throw new RaceInputError(option, `${option} is '${value}'. Write one of: ${allowed.join(', ')}.`);
}

function requireReplay(replay: string | undefined, names: readonly string[]): void {
  if (replay === undefined) return;
  for (const choice of scheduleOf(replay)) {
    const [, name = ''] = /^([^.!]+)(?:\.\d+)?!?$/.exec(choice) ?? [];
    if (!names.includes(name))
      throw new RaceInputError(
        'replay',
        `replay names '${choice}', but the operations are ${names.join(', ')}.`,
      );
  }
}

/** The choices of a schedule as it is written. */
export function scheduleOf(replay: string): string[] {
  return replay.split(/\s+/).filter(choice => choice !== '');
}
