import { AsyncLocalStorage } from 'node:async_hooks';
import { Client } from 'pg';

/** What pg keeps but does not type. */
interface Internals {
  readonly _activeQuery: unknown;
  readonly processID: number;
  readonly secretKey: number;
  readonly connection: {
    connect(...address: [port: number, host: string] | [path: string]): void;
    cancel(processID: number, secretKey: number): void;
    once(event: 'connect' | 'end' | 'error', listener: () => void): void;
  };
}

/** Work that can be aborted, and the clients that send its statements. */
interface Abortable {
  readonly signal: AbortSignal;
  readonly clients: Set<Client>;
}

const calling = new AsyncLocalStorage<Abortable>();

/** A subclass of `Base` whose statements are cancelled when the work that sent them is aborted. */
export function cancellableClient(Base: typeof Client): typeof Client {
  class CancellableClient extends Base {
    // pg overloads `query` eight ways; whatever comes in goes on unchanged, so the types are the base's.
    override query(...args: unknown[]): never {
      const work = calling.getStore();
      work?.clients.add(this);
      if (work?.signal.aborted && typeof args.at(-1) !== 'function') return refused(work.signal) as never;
      return (super.query as (...args: unknown[]) => unknown).apply(this, args) as never;
    }
  }
  return CancellableClient as typeof Client;
}

/**
 * Runs `work`, and fails with the reason of `signal` as soon as that is aborted. The server is told to stop what it is doing for
 * `work` by then; it has heard of it before this returns, so that no later statement is hit.
 */
export async function untilAborted<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  if (!signal) return work();
  signal.throwIfAborted();
  const clients = new Set<Client>();
  const aborted = Promise.withResolvers<never>();
  let cancelled: Promise<unknown> = Promise.resolve();
  const abort = () => {
    cancelled = Promise.all([...clients].map(cancelStatement));
    aborted.reject(signal.reason);
  };
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([calling.run({ signal, clients }, work), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
    await cancelled;
  }
}

async function refused({ reason }: AbortSignal): Promise<never> {
  throw reason;
}

/** Asks the server to cancel the statement that `client` is waiting for, on a connection of its own that needs no login. */
async function cancelStatement(client: Client): Promise<void> {
  const { _activeQuery: running, processID, secretKey } = client as unknown as Internals;
  if (!running) return;
  const { host, port } = client;
  const { connection } = new Client({ host, port }) as unknown as Internals;
  const { promise, resolve } = Promise.withResolvers<void>();
  connection.once('end', resolve);
  connection.once('error', resolve);
  connection.once('connect', () => connection.cancel(processID, secretKey));
  if (host.startsWith('/')) connection.connect(`${host}/.s.PGSQL.${port}`);
  else connection.connect(port, host);
  await promise;
}
