/**
 * How long `candidate` takes as a share of `baseline`: the median of the ratios of many short rounds in turn.
 *
 * Only the ratio is told, because absolute times on a shared machine mean little.
 */
export async function sideBySide(
  baseline: () => Promise<unknown>,
  candidate: () => Promise<unknown>,
  { rounds = 41, calls = 20 } = {},
): Promise<number> {
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // Whoever goes second finds a warmer machine, so they take turns.
    const [first, second] = round % 2 ? [candidate, baseline] : [baseline, candidate];
    const [one, other] = [await timeOf(first, calls), await timeOf(second, calls)];
    ratios.push(round % 2 ? one / other : other / one);
  }
  return ratios.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
}

async function timeOf(work: () => Promise<unknown>, calls: number): Promise<number> {
  const startedAt = performance.now();
  for (let call = 0; call < calls; call++) await work();
  return performance.now() - startedAt;
}
