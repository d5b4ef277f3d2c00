import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** When a connection is cut: its COMMIT never arrives, its answer never arrives, or the answer is the last to arrive. */
type Cut = 'before' | 'during' | 'after';

/** Decides about each COMMIT that passes, counted from zero over all connections. */
type CutOf = (commit: number) => Cut | undefined;

/** A TCP proxy in front of PostgreSQL that cuts connections around COMMIT. Plain text only, as on the loopback. */
export class CuttingProxy implements AsyncDisposable {
  /** Replace it to cut; nothing is cut at first. */
  cutOf: CutOf = () => undefined;
  /** Whether new connections are cut at once, as by a server that is away. */
  refuses = false;
  /** How many COMMITs have passed. */
  commits = 0;
  readonly #server: Server;
  readonly #clients = new Set<Socket>();
  readonly #target: URL;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer(client => (this.refuses ? client.destroy() : this.#join(client)));
  }

  /** In front of the server of `url`. */
  static async before(url: string): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(new URL(url));
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** The URL of the same database, through the proxy. */
  get url(): string {
    const address = this.#server.address();
    const through = new URL(this.#target);
    through.host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    return through.href;
  }

  /** Cuts every connection. */
  cutNow(): void {
    for (const client of this.#clients) client.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cutNow();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(client: Socket): void {
    const { hostname, port } = this.#target;
    const server = connect(Number(port || 5432), hostname);
    const messages = new Messages();
    let cut: Cut | undefined;
    this.#clients.add(client);

    client.on('data', data => {
      if (messages.hasCommit(data)) cut = this.cutOf(this.commits++);
      if (cut === 'before') client.destroy();
      else server.write(data);
    });
    server.on('data', data => {
      if (cut === 'during') client.destroy();
      else client.write(data, () => cut === 'after' && client.destroy());
    });
    // The server is told like by a client that died: it finishes what it has received.
    client.on('close', () => {
      this.#clients.delete(client);
      server.end();
    });
    server.on('close', () => client.end());
    for (const socket of [client, server]) socket.on('error', () => undefined);
  }
}

/** Reads the client's messages out of the pieces that TCP makes of them. */
class Messages {
  #rest: Buffer = Buffer.alloc(0);
  #started = false;

  /** Whether a COMMIT ends in `data`. */
  hasCommit(data: Buffer): boolean {
    this.#rest = Buffer.concat([this.#rest, data]);
    let found = false;
    for (let message = this.#next(); message; message = this.#next()) found ||= isCommit(message);
    return found;
  }

  #next(): Buffer | undefined {
    // The first message of a connection has no type.
    const lead = this.#started ? 1 : 0;
    if (this.#rest.length < lead + 4) return undefined;
    const length = lead + this.#rest.readInt32BE(lead);
    if (this.#rest.length < length) return undefined;
    this.#started = true;
    const message = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return message;
  }
}

/** A simple query, or the parse of a prepared one. */
function isCommit(message: Buffer): boolean {
  return /^[QP].{4}[^\0]*?\bcommit\s*\0/is.test(message.toString('latin1'));
}
