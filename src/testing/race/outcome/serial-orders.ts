import type { EntityManager } from '@mikro-orm/postgresql';
import { RaceNotSerialError } from '../errors.ts';
import { isRetryable } from './error-names.ts';
import type { Outcomes, Remains } from './outcomes.ts';
import type { Ending } from '../report.ts';
import type { Session } from '../session.ts';
import { unstableCaveats, unstableIn } from './unstable.ts';

/** What the operations do one after the other: each order of each choice of them. */
export class SerialOrders {
  readonly caveats: readonly string[];
  readonly #outcomes: Outcomes;
  readonly #serial: ReadonlySet<string>;

  private constructor(outcomes: Outcomes, serial: ReadonlySet<string>, caveats: readonly string[]) {
    this.#outcomes = outcomes;
    this.#serial = serial;
    this.caveats = caveats;
  }

  static async run<EM extends EntityManager>(
    session: Session<EM>,
    outcomes: Outcomes,
  ): Promise<SerialOrders> {
    const all = session.operations;
    outcomes.unstable = unstableIn(
      await inOrder(session, outcomes, all),
      await inOrder(session, outcomes, all),
    );
    const serial = new Set<string>();
    for (const order of ordersOf(all)) {
      const remains = await inOrder(session, outcomes, order);
      serial.add(outcomes.describe(remains, error => isRetryable(error) || error === NOT_RUN.error));
    }
    await session.reset();
    return new SerialOrders(outcomes, serial, unstableCaveats(outcomes.unstable));
  }

  /** What is wrong with an outcome; undefined when some order has it too. */
  objection(remains: Remains): Error | undefined {
    const outcome = this.#outcomes.describe(remains, isRetryable);
    return this.#serial.has(outcome) ? undefined : new RaceNotSerialError(outcome, [...this.#serial]);
  }
}

const NOT_RUN = { status: 'rejected', error: new Error('It was left out.') } as const;

async function inOrder<EM extends EntityManager>(
  session: Session<EM>,
  outcomes: Outcomes,
  order: readonly string[],
): Promise<Remains> {
  await session.reset();
  const ran = new Map<string, Ending>();
  for (const name of order) ran.set(name, await endingOf(session.runAlone(name)));
  return outcomes.remains(
    Object.fromEntries(session.operations.map(name => [name, ran.get(name) ?? NOT_RUN])),
  );
}

async function endingOf(work: Promise<unknown>): Promise<Ending> {
  try {
    return { status: 'fulfilled', value: await work };
  } catch (error) {
    return { status: 'rejected', error };
  }
}

/** Every order of every choice of `names`, the empty one first. */
function ordersOf(names: readonly string[]): string[][] {
  const rest = names.flatMap(name =>
    ordersOf(names.filter(other => other !== name)).map(order => [name, ...order]),
  );
  return [[], ...rest];
}
