import { type EntityManager, type MikroORM } from '../../src/index.ts';
import { type FileDatabase } from '../../src/testing/vitest/index.ts';
import { databaseWork } from './database-work.ts';
import { edits } from './edits.ts';
import { Abandoned, type Ending, prepareEnding } from './endings.ts';
import { isExpected } from './expected-failures.ts';
import { furnish } from './gallery.ts';
import { type Operation, type Plan, type Step, type Transaction } from './plan.ts';
import { expectNew, expectRestored } from './restored.ts';
import { expectTruth } from './truth.ts';
import { knownTo } from './known.ts';
import { imageOf, type UnitImage } from './unit-image.ts';
import { World } from './world.ts';

type Database = FileDatabase<MikroORM, EntityManager>;

/** How often transactions ended in each way. */
export type Tally = Record<string, number>;

/** Plays one plan: after every rollback, of savepoints as well, the unit is what it was; at last it works, and tells the truth. */
export async function play(database: Database, plan: Plan, tally: Tally): Promise<void> {
  await furnish(database);
  const game = new Play(database, tally, plan.indexed);
  for (const operation of plan.before) await game.attempt(operation);
  await game.transaction(plan.transaction);
  await game.goOn();
}

/** What a unit was at some time. */
interface Look {
  readonly known: object[];
  readonly created: ReadonlySet<object>;
  readonly image: UnitImage;
}

class Play {
  readonly world: World;

  constructor(
    private readonly database: Database,
    private readonly tally: Tally,
    private readonly indexed: boolean,
  ) {
    this.world = new World(database.orm);
  }

  /** Outside a transaction, where a failure has no consequences. */
  async attempt(operation: Operation): Promise<void> {
    try {
      await this.#perform(operation);
    } catch (error) {
      if (!isExpected(error)) throw error;
    }
  }

  async transaction({ by, ending, steps }: Transaction): Promise<void> {
    const before = this.#look();
    const failure = await (by === 'begin' ? this.#begun(ending, steps) : this.#transactional(ending, steps));
    this.#count(ending, failure);
    if (failure && !isExpected(failure)) throw failure;
    if (failure) this.#expectRestored(before, failure);
  }

  /** The unit is used on: what is edited in it is stored, and it is what a fresh one reads. */
  async goOn(): Promise<void> {
    const { world } = this;
    if (!(await this.#flush())) return;
    await expectTruth(world);
    edits.rename(world, 0, 99);
    edits['change values in place'](world, 1, 3);
    world.release();
    edits['add and remove paintings'](world, 0, 1);
    edits['tag and untag'](world, 0, 1);
    if (await this.#flush()) await expectTruth(world);
  }

  /** A flush by itself is a transaction as well. */
  async #flush(): Promise<boolean> {
    const before = this.#look();
    try {
      await this.world.em.flush();
      return true;
    } catch (error) {
      if (!isExpected(error)) throw error;
      this.#count('flush', error as Error);
      this.#expectRestored(before, error as Error);
      return false;
    }
  }

  #look(): Look {
    const { here, names, created } = this.world;
    // Images find objects that nobody has named yet.
    imageOf(here, names, undefined, false);
    const known = knownTo(here, names.objects);
    return { known, created: new Set(created), image: imageOf(here, names, known, this.indexed) };
  }

  #expectRestored({ known, created, image }: Look, { message }: Error): void {
    const { here, names } = this.world;
    const after = imageOf(here, names, known, this.indexed);
    expectRestored(image, after, new Set(known.map(object => names.of(object))), message);
    for (const object of this.world.created) if (!created.has(object)) expectNew(here, object, names);
  }

  async #transactional(ending: Ending, steps: readonly Step[]): Promise<Error | undefined> {
    const { world } = this;
    const outer = world.here;
    try {
      await outer.transactional(async inner => {
        world.here = inner as EntityManager;
        await this.#body(ending, steps);
      });
      return undefined;
    } catch (error) {
      return error as Error;
    } finally {
      world.here = outer;
    }
  }

  async #begun(ending: Ending, steps: readonly Step[]): Promise<Error | undefined> {
    const { here } = this.world;
    try {
      await here.begin();
    } catch (error) {
      return error as Error;
    }
    try {
      await this.#body(ending, steps);
      await here.commit();
      return undefined;
    } catch (error) {
      await here.rollback().catch(() => undefined);
      return error as Error;
    }
  }

  async #body(ending: Ending, steps: readonly Step[]): Promise<void> {
    for (const step of steps) await ('do' in step ? this.#perform(step) : this.transaction(step));
    await prepareEnding(this.world, this.database, ending);
  }

  async #perform({ do: name, one, other }: Operation): Promise<void> {
    if (name in edits) edits[name as keyof typeof edits](this.world, one, other);
    else await databaseWork[name as keyof typeof databaseWork](this.world, one, other);
  }

  #count(ending: Ending | 'flush', failure: Error | undefined): void {
    const how = failure
      ? `${ending}: ${failure instanceof Abandoned ? 'as it was to' : failure.name}`
      : 'commit';
    this.tally[how] = (this.tally[how] ?? 0) + 1;
    if ((ending === 'throw' || ending === 'terminated') && !failure)
      throw new Error(`It did not fail: ${ending}`);
  }
}
