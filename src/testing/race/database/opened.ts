/** What has been opened, to be closed in the opposite order. */
export class Opened {
  readonly #closings: (() => Promise<void> | void)[] = [];

  /** Remembers how to close `value`, and returns it. */
  keep<T>(value: T, close: (value: T) => Promise<void> | void): T {
    this.#closings.push(() => close(value));
    return value;
  }

  async close(): Promise<void> {
    for (let closing = this.#closings.pop(); closing; closing = this.#closings.pop()) await closing();
  }

  /** What `open` returns; when it fails, what it had opened is closed. */
  static async by<T>(open: (opened: Opened) => Promise<T>): Promise<T> {
    const opened = new Opened();
    try {
      return await open(opened);
    } catch (error) {
      await opened.close();
      throw error;
    }
  }
}
