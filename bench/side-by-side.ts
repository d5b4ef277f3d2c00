/** Work that is measured, made by preparation that is not. */
export type Prepare = () => Promise<() => Promise<unknown>>;

/**
 * How long `candidate` takes as a share of `baseline`: the median of the ratios of many short rounds in turn.
 *
 * Only the ratio is told, because absolute times on a shared machine mean little.
 */
export async function sideBySide(
  baseline: Prepare,
  candidate: Prepare,
  { rounds = 21, milliseconds = 30 } = {},
): Promise<number> {
  const calls = await callsIn(baseline, milliseconds);
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // Whoever goes second finds a warmer machine, so they take turns.
    const [first, second] = round % 2 ? [candidate, baseline] : [baseline, candidate];
    const [one, other] = [await timeOf(first, calls), await timeOf(second, calls)];
    ratios.push(round % 2 ? one / other : other / one);
  }
  return ratios.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
}

/** How often the work can be done in about that time; this also warms it up. */
async function callsIn(prepare: Prepare, milliseconds: number): Promise<number> {
  await timeOf(prepare, 1);
  const once = await timeOf(prepare, 1);
  return Math.max(1, Math.round(milliseconds / once));
}

async function timeOf(prepare: Prepare, calls: number): Promise<number> {
  let took = 0;
  for (let call = 0; call < calls; call++) {
    const work = await prepare();
    const startedAt = performance.now();
    await work();
    took += performance.now() - startedAt;
  }
  return took;
}
