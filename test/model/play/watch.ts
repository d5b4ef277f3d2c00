import { type EventSubscriber, type MikroORM } from '../../../src/index.ts';

/** What happened while something ran. */
export interface Watched<T> {
  readonly value?: T;
  readonly error?: Error;
  readonly flushes: number;
  readonly statements: readonly string[];
}

/** Counts flushes and statements. */
export class Watch implements EventSubscriber {
  #flushes = 0;

  beforeFlush(): void {
    this.#flushes++;
  }

  get flushes(): number {
    return this.#flushes;
  }

  /** Runs `work` and tells how it ended, and what was sent. */
  async run<T>(orm: MikroORM, work: () => Promise<T> | T): Promise<Watched<T>> {
    const before = this.#flushes;
    const statements: string[] = [];
    const stop = orm.driver.getConnection().wire.listen(({ sql }) => statements.push(sql));
    const seen = () => ({ flushes: this.#flushes - before, statements });
    try {
      const value = await work();
      return { value, ...seen() };
    } catch (error) {
      return { error: error as Error, ...seen() };
    } finally {
      stop();
    }
  }
}
