import type { Finding } from './finding.ts';
import { Lie } from './lie.ts';
import { quietly } from './quietly.ts';
import { within } from './within.ts';
import type { World } from './world.ts';

/** What came out of a finding in one world. A scenario that broke says nothing about the law. */
export type Outcome =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong'; readonly lie: string }
  | { readonly kind: 'broken'; readonly error: unknown };

/** Runs a finding in a world, from the rows that every scenario starts from. */
export async function measure(finding: Finding, world: World): Promise<Outcome> {
  try {
    await world.reset();
    await within(10_000, () => quietly(() => finding.run(world)));
    return { kind: 'right' };
  } catch (error) {
    return error instanceof Lie ? { kind: 'wrong', lie: error.message } : { kind: 'broken', error };
  }
}

/** The outcome in words. */
export function outcomeText(outcome: Outcome): string {
  if (outcome.kind === 'right') return 'right';
  if (outcome.kind === 'wrong') return `wrong: ${outcome.lie}`;
  const { error } = outcome;
  const [line] = String(error instanceof Error ? error.message : error).split('\n');
  return `fails: ${error instanceof Error ? error.constructor.name : typeof error}, ${line}`;
}
