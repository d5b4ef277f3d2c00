import type { Finding, Law } from './finding.ts';

/** The laws that Selfsame keeps today: each of their findings is wrong in MikroORM and right in Selfsame. */
const HELD: ReadonlySet<Law> = new Set<Law>([
  ...(['I1', 'I2', 'I3', 'I4', 'I5'] as const),
  ...(['R1', 'R2', 'R3', 'R4'] as const),
  ...(['V1', 'V2', 'V3', 'V4'] as const),
  ...(['T1', 'T2', 'T3', 'T4', 'T5'] as const),
  ...(['C1', 'C2', 'C3'] as const),
  'G3',
]);

/** Whether the finding is of a law that holds. */
export function isHeld({ law }: Finding): boolean {
  return HELD.has(law);
}
