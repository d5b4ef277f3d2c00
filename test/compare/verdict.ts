import type { Compared, Comparison, Counted } from './comparison.ts';
import { isHeld } from './held-laws.ts';

/** Whether a finding came out as it has to: MikroORM lies and, when the law holds, Selfsame does not. */
export function isAsClaimed({ finding, mikro, selfsame }: Compared): boolean {
  return mikro.kind === 'wrong' && (selfsame.kind === 'right' || !isHeld(finding));
}

/** Whether Selfsame sends no more statements than MikroORM, or no more than a reason is given for. */
export function isAsFrugal({ path, mikro, selfsame }: Counted): boolean {
  return selfsame <= mikro + (path.dearer?.by ?? 0);
}

/** Whether everything came out as it has to. */
export function holds({ compared, counted }: Comparison): boolean {
  return compared.every(isAsClaimed) && counted.every(isAsFrugal);
}
