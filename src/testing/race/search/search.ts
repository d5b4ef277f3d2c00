import type { EntityManager } from '@mikro-orm/postgresql';
import { Reduction } from './dpor.ts';
import { RaceDivergedError, RaceInputError } from '../errors.ts';
import type { Judge } from '../outcome/judge.ts';
import { type RaceOptions, scheduleOf } from '../options.ts';
import { Preemptions } from './preemptions.ts';
import type { RaceReport } from '../report.ts';
import { type Extend, follow, type Planned, type Schedule } from './schedule.ts';
import type { Session } from '../session.ts';
import { Tally } from './tally.ts';

/** How many schedules may follow the first failing one, to find one that is simpler to read. */
const FURTHER = 100;

/** How often a schedule is tried again in which the server chose whom to wake. */
const WAKES = 40;

type Limit = RaceReport['limit'];

/** Runs schedules of one session until something is found, everything is covered, or a limit is met. */
export class Search<EM extends EntityManager> {
  readonly tally = new Tally();
  readonly #session: Session<EM>;
  readonly #judge: Judge<EM>;
  readonly #limits: { readonly preemptions: number; readonly maxSchedules: number; readonly budget: number };
  readonly #onProgress: RaceOptions<EM>['onProgress'];
  readonly #preemptions = new Preemptions();

  constructor(
    session: Session<EM>,
    judge: Judge<EM>,
    { search = {}, onProgress }: Pick<RaceOptions<EM>, 'search' | 'onProgress'>,
  ) {
    this.#session = session;
    this.#judge = judge;
    this.#limits = {
      preemptions: search.preemptions ?? 2,
      maxSchedules: search.maxSchedules ?? 5000,
      budget: search.budget ?? Number.POSITIVE_INFINITY,
    };
    this.#onProgress = onProgress;
  }

  /** Looks for the simplest failure first, and then for any. Returns what ended the search early. */
  async run(prove: boolean): Promise<Limit> {
    const { preemptions } = this.#limits;
    const early = await this.bounded(Math.min(1, preemptions), this.#half());
    if (this.tally.failing > 0 || this.#preemptions.isDone) return early;
    const unproved = prove ? await this.reduced(this.#half()) : 'preemptions';
    if (unproved === undefined && this.tally.failing === 0) return undefined;
    const late = await this.bounded(preemptions, this.#limits.maxSchedules);
    return late ?? (this.#preemptions.isDone ? undefined : unproved);
  }

  /** Runs the schedules of at most `preemptions` preemptions, fewest first. */
  async bounded(preemptions: number, maxSchedules: number): Promise<Limit> {
    let left = FURTHER;
    for (let count = 0; count <= preemptions; count++) {
      for (let plan = this.#preemptions.next(count); plan; plan = this.#preemptions.next(count)) {
        const { length } = plan;
        const schedule = await this.#try(plan, (_, choices, steps) =>
          this.#preemptions.extend(steps.at(-1)?.strand, choices),
        );
        this.#preemptions.ran(schedule, length);
        const limit = this.#limit(maxSchedules);
        if (limit) return limit;
        if (this.tally.failing > 0 && left-- === 0) return undefined;
      }
      if (this.tally.failing > 0 && Number.isFinite(preemptions)) return undefined;
    }
    return undefined;
  }

  /** Runs every schedule there is. */
  async exhaustive(): Promise<Limit> {
    for (let fewest = 0; fewest >= 0 && !this.#preemptions.isDone; fewest = this.#preemptions.fewest) {
      const plan = this.#preemptions.next(fewest) ?? [];
      const schedule = await this.#try(plan, (_, choices, steps) =>
        this.#preemptions.extend(steps.at(-1)?.strand, choices),
      );
      this.#preemptions.ran(schedule, plan.length);
      const limit = this.#limit(this.#limits.maxSchedules);
      if (limit) return limit;
    }
    return undefined;
  }

  /** Runs one schedule of each kind that can differ, until one fails unless `all` are wanted. */
  async reduced(maxSchedules: number, all = false): Promise<Limit> {
    const { knownRows } = this.#session.catalog;
    for (let removals = -1; removals !== knownRows.removals;) {
      removals = knownRows.removals;
      const limit = await this.#reduce(maxSchedules, all);
      if (limit || (this.tally.failing > 0 && !all)) return limit;
    }
    return undefined;
  }

  /** Ends early when it shows that more depends on each other than was known at its start. */
  async #reduce(maxSchedules: number, all: boolean): Promise<Limit> {
    const reduction = new Reduction();
    const { knownRows } = this.#session.catalog;
    const { removals } = knownRows;
    const extend: Extend = (depth, choices, steps) => reduction.extend(depth, choices, steps);
    for (let more = true; more && removals === knownRows.removals;) {
      more = reduction.ran(await this.#try(reduction.plan(), extend));
      if (this.tally.failing > 0 && !all) return undefined;
      const limit = more && this.#limit(maxSchedules);
      if (limit) return limit;
    }
    return undefined;
  }

  /** Runs the schedule that `replay` writes down. */
  async replay(replay: string): Promise<Limit> {
    const names = scheduleOf(replay);
    await this.#try([], (depth, choices, steps) => {
      const name = names[depth];
      if (name === undefined) return this.#preemptions.extend(steps.at(-1)?.strand, choices);
      if (choices.some(choice => choice.name === name)) return name;
      const found = choices.map(choice => choice.name).join(', ');
      throw new RaceInputError(
        'replay',
        `step ${depth + 1} of replay is '${name}', but what can go on then is ${found}. The code has changed.`,
      );
    });
    return 'replay';
  }

  #half(): number {
    return this.tally.schedules + Math.ceil((this.#limits.maxSchedules - this.tally.schedules) / 2);
  }

  #limit(maxSchedules: number): Limit {
    if (this.tally.schedules + this.tally.pruned >= maxSchedules) return 'schedules';
    return this.tally.took >= this.#limits.budget ? 'budget' : undefined;
  }

  async #try(plan: readonly Planned[], extend: Extend): Promise<Schedule> {
    const schedule = await this.#follow(plan, extend);
    if (schedule.pruned) {
      this.tally.pruned++;
      await this.#session.finish(schedule.run);
      return schedule;
    }
    const verdict = await this.#judge.judge(schedule);
    this.#requireNoStray();
    this.tally.add(schedule, verdict);
    const { schedules, failing, took } = this.tally;
    this.#onProgress?.({ isolation: this.#session.isolation, schedules, failing, took });
    return schedule;
  }

  #requireNoStray(): void {
    const { stray } = this.#session.gate;
    if (stray) throw stray;
  }

  /** Follows a plan again when a connection was made meanwhile, or when the server woke others than it did before. */
  async #follow(plan: readonly Planned[], extend: Extend): Promise<Schedule> {
    for (let attempt = 0; ; attempt++) {
      const run = await this.#session.start();
      try {
        const schedule = await follow(run, plan, extend);
        this.#requireNoStray();
        if (!run.grew || attempt > WAKES) return schedule;
      } catch (error) {
        await this.#session.giveUp(run);
        const again = error instanceof RaceDivergedError && attempt < WAKES && (run.grew || run.wokeSeveral);
        if (!again) throw error;
        continue;
      }
      await this.#session.giveUp(run);
    }
  }
}
