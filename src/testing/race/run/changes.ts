import { setImmediate as turn } from 'node:timers/promises';

/** How many turns of the event loop without an event mean that JavaScript has nothing more to do by itself. */
const QUIET_TURNS = 3;

/** Counts what happens in a schedule, and lets somebody wait for the next thing. */
export class Changes {
  #count = 0;
  #waiting: (() => void)[] = [];

  get count(): number {
    return this.#count;
  }

  happened(): void {
    this.#count++;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }

  /** Resolves with true when something happens, with false when nothing has after `milliseconds`. */
  within(milliseconds: number): Promise<boolean> {
    return new Promise(resolve => {
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter(each => each !== resume);
        resolve(false);
      }, milliseconds);
      const resume = () => {
        clearTimeout(timer);
        resolve(true);
      };
      this.#waiting.push(resume);
    });
  }

  /** Resolves when nothing has happened for some turns of the event loop. */
  async quiet(): Promise<void> {
    for (let turns = 0, seen = this.#count; turns < QUIET_TURNS; turns++) {
      await turn();
      if (seen !== this.#count) turns = -1;
      seen = this.#count;
    }
  }
}
