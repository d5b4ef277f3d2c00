import { AsyncLocalStorage } from 'node:async_hooks';

interface Tokens {
  readonly name: string;
  made: number;
}

const tokens = new AsyncLocalStorage<Tokens>();

/** Takes the place of the random `newToken`: what differs from run to run cannot be replayed. */
export function nextToken(): string {
  const own = tokens.getStore();
  return own ? `${own.name}-${++own.made}` : 'nobody';
}

/** Gives an operation tokens of its own, the same whenever it is called; what it returns is left out. */
export function withTokensOf<A>(
  name: string,
  operation: (argument: A) => Promise<unknown>,
): (argument: A) => Promise<void> {
  return argument => tokens.run({ name, made: 0 }, async () => void (await operation(argument)));
}
