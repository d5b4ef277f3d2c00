import fc from 'fast-check';
import { inspect } from 'node:util';
import {
  type EntityManager,
  type FilterQuery,
  increment,
  IsolationLevel,
  type LiveSet,
  type MikroORM,
  type QueryOrderMap,
} from '../../../src/index.ts';
import { type FileDatabase } from '../../../src/testing/vitest/index.ts';
import { anyEdit, anyOrder, anyWhere, type Make, type Related } from './conditions.ts';
import { Piece, Shelf, Spot } from './pieces.ts';

type Values = Readonly<Record<string, unknown>>;

/** One thing that the application does with its unit. */
type Step =
  | { readonly kind: 'edit' | 'in place'; readonly at: number; readonly edit: Make<Values> }
  | { readonly kind: 'make'; readonly edits: readonly Make<Values>[] }
  | { readonly kind: 'remove' | 'keep' | 'refresh' | 'increment'; readonly at: number }
  | { readonly kind: 'flush' | 'look' | 'check' }
  | { readonly kind: 'transaction'; readonly steps: readonly Step[]; readonly commits: boolean };

const at = fc.nat({ max: 7 });
const simple: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('edit'), at, edit: anyEdit }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('in place'), at, edit: anyEdit }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('make'), edits: fc.array(anyEdit, { maxLength: 4 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('remove', 'keep', 'refresh', 'increment'), at }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('flush', 'look', 'look', 'check') }) },
);
const transaction: fc.Arbitrary<Step> = fc.letrec<{ step: Step; transaction: Step }>(tie => ({
  step: fc.oneof(
    { maxDepth: 2 },
    { weight: 5, arbitrary: simple },
    { weight: 1, arbitrary: tie('transaction') },
  ),
  transaction: fc.record({
    kind: fc.constant('transaction' as const),
    steps: fc.array(tie('step'), { maxLength: 4 }),
    commits: fc.boolean(),
  }),
})).transaction;

/** A run: the rows that there are, the set, and what is done. */
const anyRun = (length: number) =>
  fc.record({
    rows: fc.array(fc.array(anyEdit, { maxLength: 6 }), { maxLength: 5 }),
    loads: fc.boolean(),
    where: anyWhere,
    orderBy: anyOrder,
    steps: fc.array(fc.oneof({ weight: 4, arbitrary: simple }, { weight: 1, arbitrary: transaction }), {
      maxLength: length,
      size: 'max',
    }),
    level: fc.constantFrom(
      ...Object.values(IsolationLevel).filter(
        level => !level.includes('snapshot') && !level.includes('uncommitted'),
      ),
    ),
  });

export interface Runs {
  readonly seed: number;
  readonly runs: number;
  readonly length: number;
  readonly path?: string | undefined;
}

/** Plays random steps with a live set: whenever it is looked at, it is what a new unit would find if all were flushed. */
export async function playLiveSets(
  db: FileDatabase<MikroORM, EntityManager>,
  { seed, runs, length, path }: Runs,
): Promise<number> {
  let checks = 0;
  await db.given(new Shelf(), new Shelf(), new Shelf(), new Spot(1, 1), new Spot(1, 2));
  const property = fc.asyncProperty(anyRun(length), async ({ rows, loads, where, orderBy, steps, level }) => {
    const store = db.orm.em.fork();
    await store.execute(`select setval('piece_id_seq', 1, false) from (select 1) one; delete from piece`);
    const related = await relatedIn(store);
    await store.persist(rows.map(edits => made(edits, related))).flush();
    const em = db.orm.em.fork();
    if (loads) await em.find(Piece, {}, { filters: false });
    const game = new Game(em, where, orderBy, level);
    await game.run(steps);
    checks += game.checks;
  });
  await fc.assert(property, { seed, numRuns: runs, ...(path === undefined ? {} : { path }) });
  return checks;
}

async function relatedIn(em: EntityManager): Promise<Related> {
  return {
    shelves: await em.find(Shelf, {}, { orderBy: { id: 'asc' } }),
    spots: await em.find(Spot, {}, { orderBy: { number: 'asc' } }),
  };
}

function made(edits: readonly Make<Values>[], related: Related): Piece {
  return Object.assign(new Piece(), ...edits.map(edit => edit(related)));
}

function isStored(piece: Piece | undefined): piece is Piece {
  return piece?.id !== undefined;
}

function requireSame<T>(now: Iterable<T>, wanted: Iterable<T>, when: string): void {
  const [one, other] = [[...now], [...wanted]];
  const same =
    now instanceof Set ? now.isSubsetOf(new Set(wanted)) : one.every((item, at) => item === other[at]);
  if (!same || one.length !== other.length)
    throw new Error(`not the same ${when}: ${inspect(one)} and not ${inspect(other)}`);
}

class Game {
  checks = 0;
  readonly #removed = new Set<Piece>();
  #set!: LiveSet<Piece>;
  #related!: Related;

  constructor(
    private readonly em: EntityManager,
    private readonly where: Make<Values>,
    private readonly orderBy: readonly Values[],
    private readonly level: IsolationLevel,
  ) {}

  async run(steps: readonly Step[]): Promise<void> {
    await this.#open();
    try {
      await this.check();
      for (const step of steps) await this.play(step, this.em);
      await this.check();
    } catch (error) {
      throw new Error(inspect({ where: this.#where, orderBy: this.#orderBy }, { depth: 9 }), {
        cause: error,
      });
    }
  }

  async #open(): Promise<void> {
    const { em } = this;
    this.#related = await relatedIn(em);
    this.#set = await em.liveSet(Piece, this.#where, { orderBy: this.#orderBy });
  }

  async play(step: Step, em: EntityManager): Promise<void> {
    const pieces = this.#pieces(em);
    const piece = 'at' in step ? pieces[step.at % Math.max(1, pieces.length)] : undefined;
    switch (step.kind) {
      case 'edit':
        if (piece) Object.assign(piece, step.edit(this.#related));
        break;
      case 'in place':
        if (piece?.at) piece.at.setUTCMilliseconds(piece.at.getUTCMilliseconds() === 1 ? 2 : 1);
        if (piece) piece.size.width = piece.size.width === 1 ? null : 1;
        break;
      case 'make':
        em.persist(made(step.edits, this.#related));
        break;
      case 'remove':
        if (!piece) break;
        em.remove(piece);
        this.#removed.add(piece);
        break;
      case 'keep':
        if (!piece) break;
        em.persist(piece);
        this.#removed.delete(piece);
        break;
      case 'refresh':
        if (isStored(piece)) await em.refresh(piece, { discardEdits: true, filters: false });
        break;
      case 'increment':
        if (isStored(piece) && !this.#removed.has(piece)) await em.updateRow(piece, { count: increment(1) });
        break;
      case 'flush':
        await em.flush();
        break;
      case 'look':
        this.#set.toArray();
        break;
      case 'check':
        await this.check();
        break;
      case 'transaction':
        await this.#transaction(step.steps, step.commits, em);
    }
  }

  async #transaction(steps: readonly Step[], commits: boolean, em: EntityManager): Promise<void> {
    const body = async (fork: EntityManager) => {
      for (const step of steps) await this.play(step, fork);
    };
    if (commits) return em.transactional(body, this.#options(em));
    const before = [...this.#set];
    await this.#undone(em, body);
    requireSame([...this.#set], before, 'after a rollback');
  }

  /** Compares the set with what the database says once all is flushed, which is then undone. */
  async check(): Promise<void> {
    this.checks++;
    const before = [...this.#set];
    await this.#undone(this.em, async em => {
      requireSame(new Set(this.#set), new Set(before), 'in a transaction');
      const stored = before.filter(piece => piece.id !== undefined);
      await em.flush();
      const found = (await this.#found(em)).map(({ id }) => id);
      requireSame(
        [...this.#set].map(({ id }) => id),
        found,
        'after the flush',
      );
      requireSame(new Set(before.map(({ id }) => id)), new Set(found), 'before the flush');
      requireSame(
        stored,
        this.#set.toArray().filter(piece => stored.includes(piece)),
        'in order before the flush',
      );
    });
    requireSame([...this.#set], before, 'after the rollback');
  }

  /** What a unit that has nothing loaded finds in the same transaction. */
  async #found(em: EntityManager): Promise<Piece[]> {
    const fresh = this.em.fork();
    fresh.setTransactionContext(em.getTransactionContext()!);
    return fresh.find(Piece, this.#where, { orderBy: [...this.#orderBy, { id: 'asc' }] });
  }

  async #undone(em: EntityManager, body: (em: EntityManager) => Promise<void>): Promise<void> {
    const undone = new Error('undone');
    const removed = [...this.#removed];
    const work = async (fork: EntityManager) => {
      await body(fork);
      throw undone;
    };
    await em.transactional(work, this.#options(em)).catch((error: unknown) => {
      if (error !== undone) throw error;
    });
    this.#removed.clear();
    for (const piece of removed) this.#removed.add(piece);
  }

  #options(em: EntityManager): { readonly isolationLevel?: IsolationLevel } {
    return em.isInTransaction() ? {} : { isolationLevel: this.level };
  }

  #pieces(em: EntityManager): Piece[] {
    const map = em.getUnitOfWork().getIdentityMap();
    const loaded = [...map.values()].filter(object => object instanceof Piece);
    const pending = [...em.getUnitOfWork().getPersistStack()].filter(object => object instanceof Piece);
    return [...new Set([...loaded, ...pending])];
  }

  get #where(): FilterQuery<Piece> {
    return this.where(this.#related) as FilterQuery<Piece>;
  }

  get #orderBy(): QueryOrderMap<Piece>[] {
    return this.orderBy as QueryOrderMap<Piece>[];
  }
}
