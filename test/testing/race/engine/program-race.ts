import { type EntityManager, IsolationLevel, MikroORM } from '@mikro-orm/postgresql';
import { cloneDatabase, type DatabaseAddress } from '../../../../src/testing/index.ts';
import { Judge } from '../../../../src/testing/race/outcome/judge.ts';
import { Outcomes } from '../../../../src/testing/race/outcome/outcomes.ts';
import type { RaceReport } from '../../../../src/testing/race/report.ts';
import { Search } from '../../../../src/testing/race/search/search.ts';
import { Session } from '../../../../src/testing/race/session.ts';
import { type Program, SCHEMA, SEED } from './programs.ts';

/** What a search found that can be compared with another one. */
export interface Found {
  readonly report: RaceReport;
  readonly outcomes: ReadonlySet<string>;
  readonly complete: boolean;
}

const LEVELS = {
  'read committed': IsolationLevel.READ_COMMITTED,
  'repeatable read': IsolationLevel.REPEATABLE_READ,
  serializable: IsolationLevel.SERIALIZABLE,
} as const;

/** Races random programs, one after the other, in one database. */
export class ProgramRace implements AsyncDisposable {
  #programs: readonly Program[] = [];
  readonly #session: Session<EntityManager>;
  readonly #close: () => Promise<void>;

  private constructor(
    open: (perform: (em: EntityManager, index: number) => Promise<unknown>) => Session<EntityManager>,
    close: () => Promise<void>,
  ) {
    this.#session = open((em, index) => this.#perform(em, index));
    this.#close = close;
  }

  static async open(address: DatabaseAddress): Promise<ProgramRace> {
    const database = await cloneDatabase(address);
    const orm = await MikroORM.init({
      clientUrl: database.url,
      entities: [],
      discovery: { warnWhenNoEntities: false },
    });
    await orm.em.fork().execute(SCHEMA);
    await orm.em.fork().execute(SEED);
    let perform = async (_em: EntityManager, _index: number): Promise<unknown> => undefined;
    const session = await Session.open<EntityManager>(orm, {
      operations: { a: em => perform(em, 0), b: em => perform(em, 1), c: em => perform(em, 2) },
      isolation: 'read committed',
      steps: 'statement',
    });
    return new ProgramRace(
      own => {
        perform = own;
        return session;
      },
      async () => {
        await session[Symbol.asyncDispose]();
        await orm.close();
        await database.drop();
      },
    );
  }

  async explore(
    programs: readonly Program[],
    how: 'exhaustive' | 'reduced',
    maxSchedules: number,
  ): Promise<Found> {
    this.#programs = programs;
    const outcomes = new Outcomes({
      control: this.#session.control,
      touched: () => this.#session.touched,
      ignored: () => new Set(),
      columnOf: () => undefined,
    });
    await this.#session.reset();
    await outcomes.begin(this.#session.catalog.restorable);
    const judge = new Judge(
      this.#session,
      { operations: {}, invariant: () => {}, allow: ['Error', 'DriverException'] },
      { outcomes, serial: undefined },
    );
    const search = new Search(this.#session, judge, { search: { maxSchedules } });
    const limit = how === 'exhaustive' ? await search.exhaustive() : await search.reduced(maxSchedules, true);
    const report = search.tally.report({
      operations: ['a', 'b', 'c'],
      isolation: 'read committed',
      steps: 'statement',
      verdict: 'covered',
      limit,
    });
    return { report, outcomes: search.tally.outcomes, complete: limit === undefined };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  async #perform(em: EntityManager, index: number): Promise<unknown> {
    const program = this.#programs[index];
    if (!program) return undefined;
    const run = async (unit: EntityManager) => {
      const answers: unknown[] = [];
      for (const sql of program.statements) answers.push(await answerOf(unit, sql));
      if (program.rollsBack && program.level) throw Object.assign(new Error('rolls back'), { answers });
      return answers;
    };
    return program.level ? em.transactional(run, { isolationLevel: LEVELS[program.level] }) : run(em);
  }
}

async function answerOf(em: EntityManager, sql: string): Promise<unknown> {
  const answer: unknown = await em.execute(sql, [], sql.startsWith('select') ? 'all' : 'run');
  return Array.isArray(answer) ? answer : (answer as { affectedRows: number }).affectedRows;
}
