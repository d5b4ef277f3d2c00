import { PostgresStartError } from './errors.ts';
import { freePort } from './free-port.ts';
import type { Home } from './home.ts';
import { Postmaster } from './postmaster.ts';
import type { Programs } from './program.ts';

/** Starts the server of `home` on `preferred` or, when that is taken, on a free port. */
export async function startPostmaster(
  programs: Programs,
  home: Home,
  preferred?: number,
): Promise<Postmaster> {
  let port = preferred ?? (await freePort());
  for (let attempt = 1; ; attempt++) {
    const postmaster = new Postmaster(programs, home, port);
    try {
      await postmaster.ready();
      return postmaster;
    } catch (error) {
      // A free port may be taken between choosing it and binding it; only PostgreSQL's log tells.
      if (attempt === 3 || !isPortTaken(error)) throw error;
      port = await freePort();
    }
  }
}

function isPortTaken(error: unknown): boolean {
  return (
    error instanceof PostgresStartError && error.log.some(line => line.includes('Address already in use'))
  );
}
