import pg from 'pg';
import { cloneDatabase } from '../../../src/testing/index.ts';
import { Barrier, BarrierProxy } from './barrier.ts';
import { type Got, type NamedPeer, type Peer, TABLE } from './peer.ts';

/** What became of one job when eight callers did it at once. */
export interface Outcome {
  readonly rows: number;
  /** How many had the row in the end. */
  readonly got: number;
  /** How many were told that they created it; undefined when the library does not tell. */
  readonly created: number | undefined;
  /** The names of the errors, and how often each was thrown. */
  readonly errors: Readonly<Record<string, number>>;
  /** How many values of the sequence are gone. */
  readonly ids: number;
  /** In how many transactions another statement could be run; undefined where there were none. */
  readonly goesOn?: number;
  /** What is stored at last in `n`, and what the objects hold of it. */
  readonly n: number;
  readonly held: readonly unknown[];
}

export const CALLERS = 8;
const email = 'ada@example.com';

interface Job {
  readonly pattern: RegExp;
  readonly before?: string;
  readonly work: (peer: Peer, note: Note) => Promise<Got>;
}

interface Note {
  readonly error: (error: unknown) => void;
  readonly goesOn: () => void;
  readonly held: (value: unknown) => void;
}

const insert = /insert into "?account"?/i;

/** The jobs by name. */
export const jobs = {
  getOrCreate: { pattern: insert, work: peer => peer.getOrCreate(email) },
  inTransaction: { pattern: insert, work: inTransaction },
  inSnapshot: { pattern: insert, work: inSnapshot },
  upsert: { pattern: insert, work: peer => peer.upsert(email, 5) },
  increment: {
    pattern: /update "?account"?/i,
    before: `insert into account (email) values ('${email}')`,
    work: async (peer, { held }) => {
      held(await peer.increment(email));
      return { id: 1 };
    },
  },
} as const satisfies Record<string, Job>;

export type JobName = keyof typeof jobs;

async function inTransaction(peer: Peer, { error, goesOn }: Note): Promise<Got> {
  let got: Got = { id: undefined };
  await peer.transaction(async ({ getOrCreate, ping }) => {
    // What the caller does about an error is its own; whether it can do anything is what is asked.
    got = await getOrCreate(email).catch((thrown: unknown) => {
      error(thrown);
      return { id: undefined };
    });
    await ping().then(goesOn, () => undefined);
  }, 'READ COMMITTED');
  return got;
}

/** The snapshot is from before the row is there. */
async function inSnapshot(peer: Peer): Promise<Got> {
  let got: Got = { id: undefined };
  await peer.transaction(async ({ getOrCreate, ping }) => {
    await ping();
    got = await getOrCreate(email);
  }, 'REPEATABLE READ');
  return got;
}

/** What becomes of a job, on a database of its own: every caller has come to its write before any of them is sent. */
export async function outcomeOf({ open }: NamedPeer, name: JobName, url: string): Promise<Outcome> {
  await using database = await cloneDatabase({ url, name: 'template1' });
  const job: Job = jobs[name];
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query([TABLE, job.before ?? ''].join(';'));
  try {
    await using proxy = await BarrierProxy.before(database.url);
    const peer = await open(proxy.url);
    const { gots, ...noted } = await runAndClose(job, peer, proxy);
    const { rows } = await client.query<Stored>(stored);
    const { id, ...row } = rows[0] ?? { id: null, rows: 0, n: 0, ids: 0 };
    const told = gots.filter(({ created }) => created !== undefined);
    return {
      ...noted,
      ...row,
      got: gots.filter(got => got.id === id).length,
      created: told.length === 0 ? undefined : told.filter(({ created }) => created).length,
    };
  } finally {
    await client.end();
  }
}

interface Stored {
  readonly id: number | null;
  readonly rows: number;
  readonly n: number;
  readonly ids: number;
}

// Whoever is first in the index need not have been the first to take an id.
const stored = `select max(id) as id, count(*)::int as rows, coalesce(max(n), 0) as n,
  (select last_value from account_id_seq)::int as ids from account`;

type Noted = Pick<Outcome, 'errors' | 'held' | 'goesOn'> & { readonly gots: readonly Got[] };

async function runAndClose(job: Job, peer: Peer, proxy: BarrierProxy): Promise<Noted> {
  try {
    return await run(job, peer, proxy);
  } finally {
    await peer.close();
  }
}

async function run(job: Job, peer: Peer, proxy: BarrierProxy): Promise<Noted> {
  const barrier = new Barrier(job.pattern, CALLERS);
  const errors: Record<string, number> = {};
  const held: unknown[] = [];
  let goesOn = 0;
  const note: Note = {
    error: error => void (errors[nameOf(error)] = (errors[nameOf(error)] ?? 0) + 1),
    goesOn: () => void goesOn++,
    held: value => void held.push(value),
  };
  proxy.barrier = barrier;
  const call = async (): Promise<Got> => {
    try {
      return await job.work(peer, note);
    } catch (error) {
      // A transaction that ends badly after its error was noted is not another error.
      if (job !== jobs.inTransaction) note.error(error);
      return { id: undefined };
    } finally {
      barrier.ended();
    }
  };
  const gots = await Promise.all(Array.from({ length: CALLERS }, call));
  return { gots, errors, held, ...(job === jobs.inTransaction ? { goesOn } : {}) };
}

function nameOf(error: unknown): string {
  const name = error instanceof Error ? error.constructor.name : typeof error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code } = cause as { code?: unknown };
  return name === 'Error' && typeof code === 'string' ? code : name;
}
