import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { type Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { type Hono } from 'hono';
import { type BoxOfficeEnv } from './box-office-env.ts';
import { Problem } from './problem.ts';

export interface RunningServer {
  readonly port: number;
  readonly url: string;
  /** Answers what has been asked, at most for `patience` milliseconds, and asks for no more. */
  stop(patience?: number): Promise<void>;
}

const host = '127.0.0.1';

/** Serves `app` on the loopback interface, on `port` or the next that is free. */
export async function serve(app: Hono<BoxOfficeEnv>, port: number): Promise<RunningServer> {
  const answer = getRequestListener(app.fetch, { errorHandler: malformedRequest });
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  server.on('clientError', (_error, socket: Socket) => refuse(socket));
  const bound = await listen(server, port);
  return { port: bound, url: `http://${host}:${bound}`, stop: patience => stop(server, patience) };
}

async function listen(server: Server, port: number, tries = 20): Promise<number> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return portOf(server);
  } catch (error) {
    if (!isTaken(error) || port === 0 || tries === 0 || port === 65_535) throw error;
    return listen(server, port + 1, tries - 1);
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function portOf(server: Server): number {
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('The server listens on no port.');
  return address.port;
}

async function stop(server: Server, patience = 5_000): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const timer = setTimeout(() => server.closeAllConnections(), patience);
  await closed;
  clearTimeout(timer);
}

/** A request that Node reads and Hono's adapter cannot make a Request of: a strange host, method or target. */
function malformedRequest(): Response {
  const problem = new Problem(400, 'The request is malformed.');
  return new Response(JSON.stringify(problem.toDocument('')), {
    status: 400,
    headers: { 'Content-Type': 'application/problem+json' },
  });
}

/** What Node cannot read as HTTP at all is answered by hand. */
function refuse(socket: Socket): void {
  if (!socket.writable) return;
  const content = JSON.stringify(new Problem(400, 'This is not a request that can be read.').toDocument(''));
  const head = `HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: ${content.length}`;
  socket.end(`${head}\r\nConnection: close\r\n\r\n${content}`);
}
