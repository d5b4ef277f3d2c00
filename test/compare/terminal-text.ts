import type { Compared, Comparison, Counted } from './comparison.ts';
import { isHeld } from './held-laws.ts';
import { outcomeText } from './measure.ts';
import { isAsClaimed, isAsFrugal } from './verdict.ts';

/** The comparison for somebody at a terminal; what is not as claimed is marked. */
export function terminalText({ compared, counted }: Comparison): string {
  const [held, other] = [compared.filter(each => isHeld(each.finding)), compared.filter(isOpen)];
  return [
    `THE LAWS THAT HOLD: ${tally(held)}`,
    ...held.map(findingText),
    `THE LAWS THAT ARE NOT CLAIMED YET: ${tally(other)}`,
    ...other.map(findingText),
    'STATEMENTS SENT, begin and commit included: MikroORM, Selfsame',
    counted.map(countText).join('\n'),
    ...failures(compared, counted),
  ].join('\n\n');
}

function isOpen({ finding }: Compared): boolean {
  return !isHeld(finding);
}

function tally(compared: readonly Compared[]): string {
  const wrong = compared.filter(({ mikro }) => mikro.kind === 'wrong').length;
  const right = compared.filter(({ selfsame }) => selfsame.kind === 'right').length;
  return `of ${compared.length}, MikroORM 7.2.1 gets ${wrong} wrong, Selfsame gets ${right} right`;
}

function findingText(each: Compared): string {
  const { finding, mikro, selfsame } = each;
  return [
    `${isAsClaimed(each) ? '  ' : '! '}${finding.law}  ${finding.title}  (${finding.ids.join(' ')})`,
    `      MikroORM  ${outcomeText(mikro)}`,
    `      Selfsame  ${outcomeText(selfsame)}`,
  ].join('\n');
}

function countText(each: Counted): string {
  const { path, mikro, selfsame } = each;
  return `${isAsFrugal(each) ? '  ' : '! '}${String(mikro).padStart(3)} ${String(selfsame).padStart(3)}  ${path.title}`;
}

function failures(compared: readonly Compared[], counted: readonly Counted[]): string[] {
  const failed = [
    ...compared.filter(each => !isAsClaimed(each)).map(({ finding }) => `${finding.law} ${finding.title}`),
    ...counted.filter(each => !isAsFrugal(each)).map(({ path }) => path.title),
  ];
  return failed.length === 0
    ? []
    : [`NOT AS CLAIMED: ${failed.length}\n${failed.map(each => `! ${each}`).join('\n')}`];
}
