import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Holds back what matches until every caller has come to it or has ended; then lets all through, for good. */
export class Barrier {
  readonly #held: (() => void)[] = [];
  #ended = 0;
  #isOpen = false;

  constructor(
    readonly pattern: RegExp,
    private readonly callers: number,
  ) {}

  /** Calls `pass` when what `text` is may go on. */
  hold(text: string, pass: () => void): void {
    if (this.#isOpen || !this.pattern.test(text)) return pass();
    this.#held.push(pass);
    this.#openWhenAllAreThere();
  }

  /** Notes that a caller has ended, and will come no more. */
  ended(): void {
    this.#ended++;
    this.#openWhenAllAreThere();
  }

  #openWhenAllAreThere(): void {
    if (this.#isOpen || this.#held.length + this.#ended < this.callers) return;
    this.#isOpen = true;
    for (const pass of this.#held.splice(0)) pass();
  }
}

/** A TCP proxy in front of PostgreSQL with a barrier in it: what a client sends waits there, whichever library sent it. */
export class BarrierProxy implements AsyncDisposable {
  barrier: Barrier | undefined;
  readonly #server: Server;
  readonly #clients = new Set<Socket>();

  private constructor(private readonly target: URL) {
    this.#server = createServer(client => this.#join(client));
  }

  /** In front of the server of `url`. */
  static async before(url: string): Promise<BarrierProxy> {
    const proxy = new BarrierProxy(new URL(url));
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** The URL of the same database, through the proxy. */
  get url(): string {
    const address = this.#server.address();
    const through = new URL(this.target);
    through.host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    return through.href;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(client: Socket): void {
    const server = connect(Number(this.target.port || 5432), this.target.hostname);
    this.#clients.add(client);
    client.setNoDelay(true);
    server.setNoDelay(true);
    let before = Promise.resolve();
    client.on('data', chunk => {
      // What was sent after something that is held waits behind it.
      before = before.then(() => this.#passed(chunk.toString('latin1'))).then(() => void server.write(chunk));
    });
    server.on('data', chunk => void client.write(chunk));
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  }

  #passed(text: string): Promise<void> {
    const passed = Promise.withResolvers<void>();
    if (this.barrier) this.barrier.hold(text, passed.resolve);
    else passed.resolve();
    return passed.promise;
  }
}
