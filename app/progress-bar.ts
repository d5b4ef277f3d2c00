import { type WriteStream } from 'node:tty';

const width = 24;
const count = new Intl.NumberFormat('en-GB');

/** Shows on a terminal how far a task is. Elsewhere only the end is told, as one line. */
export class ProgressBar {
  readonly #began = performance.now();
  readonly #what: string;
  readonly #total: number;
  readonly #out: Pick<WriteStream, 'write' | 'isTTY'>;
  #done = 0;

  constructor(what: string, total: number, out: Pick<WriteStream, 'write' | 'isTTY'> = process.stdout) {
    this.#what = what;
    this.#total = total;
    this.#out = out;
    this.#draw();
  }

  advance(by: number): void {
    this.#done += by;
    this.#draw();
  }

  /** Replaces the bar by one line that says what was done. */
  finish(): void {
    const seconds = ((performance.now() - this.#began) / 1000).toFixed(1);
    this.#clear();
    this.#out.write(`${this.#what}: ${count.format(this.#done)} in ${seconds} s\n`);
  }

  /** Takes the bar away, so that a message can be read. */
  abandon(): void {
    this.#clear();
  }

  #draw(): void {
    if (!this.#out.isTTY) return;
    const filled = Math.min(width, Math.round((this.#done / this.#total) * width));
    const bar = '█'.repeat(filled) + '░'.repeat(width - filled);
    this.#out.write(`\r${this.#what} ${bar} ${count.format(this.#done)} of ${count.format(this.#total)}`);
  }

  #clear(): void {
    if (this.#out.isTTY) this.#out.write('\r\x1b[K');
  }
}
