import pg from 'pg';

type Act = () => unknown;

/** Hears every statement that an ORM sends, and lets somebody act just before one of them is sent. */
export class Tap {
  readonly #heard = new Set<string[]>();
  readonly #acts = new Map<RegExp, Act>();
  /** The class of connections that this tap hears. */
  readonly Client: typeof pg.Client = clientHeardBy(text => this.#hear(text));

  /** Runs `act` once, right before the next statement that matches `pattern` is sent. */
  before(pattern: RegExp, act: Act): void {
    this.#acts.set(pattern, act);
  }

  /** The statements that are sent while `work` runs: each is a round trip, `begin` and `commit` too. */
  async sentBy(work: () => Promise<unknown>): Promise<string[]> {
    const texts: string[] = [];
    this.#heard.add(texts);
    try {
      await work();
    } finally {
      this.#heard.delete(texts);
    }
    return texts;
  }

  /** Forgets the acts whose statement never came. */
  forget(): void {
    this.#acts.clear();
  }

  #hear(text: string): Act | undefined {
    for (const texts of this.#heard) texts.push(text);
    const [pattern, act] = [...this.#acts].find(([pattern]) => pattern.test(text)) ?? [];
    if (pattern) this.#acts.delete(pattern);
    return act;
  }
}

function clientHeardBy(hear: (text: string) => Act | undefined): typeof pg.Client {
  class HeardClient extends pg.Client {
    // pg overloads `query` eight ways; what comes in goes on unchanged, so the types are the base's.
    override query(...args: unknown[]): never {
      const [query] = args as [string | { text?: string; cursor?: { text: string } }];
      const text = typeof query === 'string' ? query : (query.text ?? query.cursor?.text ?? '');
      const act = hear(text);
      const send = () => (super.query as (...args: unknown[]) => unknown).apply(this, args);
      return (act ? Promise.resolve(act()).then(send) : send()) as never;
    }
  }
  return HeardClient as unknown as typeof pg.Client;
}
