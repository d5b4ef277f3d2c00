import fc from 'fast-check';
import { SelfsameError, ValidationError, DriverException } from '../../../src/index.ts';
import { expectAgreement, expectTruth } from './agree.ts';
import { furnish, type ShopDatabase } from './shop.ts';
import { edits, load, rereads, theirs, type World } from './steps.ts';

interface Round {
  readonly loads: readonly (readonly [number, number])[];
  readonly edits: readonly (readonly [keyof typeof edits, number, number])[];
  readonly end: 'flush' | 'roll back' | 'flush in a transaction';
  readonly theirs: readonly (readonly [number, number, number])[];
  readonly reread: keyof typeof rereads;
}

const number = fc.nat(30);
const round: fc.Arbitrary<Round> = fc.record({
  loads: fc.array(fc.tuple(number, number), { maxLength: 3 }),
  edits: fc.array(
    fc.tuple(fc.constantFrom(...(Object.keys(edits) as (keyof typeof edits)[])), number, number),
    {
      maxLength: 6,
    },
  ),
  end: fc.constantFrom('flush', 'roll back', 'flush in a transaction'),
  theirs: fc.array(fc.tuple(fc.nat(theirs.length - 1), number, number), { maxLength: 4 }),
  reread: fc.constantFrom(...(Object.keys(rereads) as (keyof typeof rereads)[])),
});

/** Plays random rounds of loads, edits, flushes, changes by somebody else and re-reads. Returns how many flushes were refused. */
export async function playAll(
  db: ShopDatabase,
  { seed, runs, path }: { readonly seed: number; readonly runs: number; readonly path?: string | undefined },
): Promise<{ readonly flushes: number; readonly refused: number }> {
  const tally = { flushes: 0, refused: 0 };
  const property = fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 3 }), async rounds => {
    await furnish(db);
    const world: World = { db, em: db.unit(), next: 100 };
    world.em.setFlushMode('commit');
    for (const each of rounds) {
      tally.flushes++;
      if (await play(world, each)) continue;
      tally.refused++;
      return;
    }
  });
  await fc.assert(property, { seed, numRuns: runs, ...(path === undefined ? {} : { path }) });
  return tally;
}

class Back extends Error {}

/** False when the database has refused the flush. */
async function play(world: World, round: Round): Promise<boolean> {
  const { em, db } = world;
  for (const [n, m] of round.loads) await load(world, n, m);
  const act = () => {
    for (const [name, n, m] of round.edits) {
      edits[name](world, n, m);
      expectAgreement(em);
    }
  };
  try {
    if (round.end === 'flush') {
      act();
      await em.flush();
    } else
      await em.transactional(async inner => {
        act();
        await inner.flush();
        if (round.end === 'roll back') throw new Back();
      });
  } catch (error) {
    if (!(error instanceof Back) && !isRefusal(error)) throw error;
    if (!(error instanceof Back)) return false;
  }
  expectAgreement(em);
  await expectTruth(em, db.unit());
  for (const [at, n, m] of round.theirs) await db.rows(theirs[at]!(n, m)).catch(ignoreViolation);
  await rereads[round.reread](world);
  expectAgreement(em);
  await expectTruth(em, db.unit());
  return true;
}

/** They may refer to a row that we have removed. */
function ignoreViolation(error: { readonly code?: string }): void {
  if (!error.code?.startsWith('23')) throw error as Error;
}

/** A removed object that somebody refers to, a chapter without a book, a profile too many. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof ValidationError || error instanceof DriverException || error instanceof SelfsameError
  );
}
