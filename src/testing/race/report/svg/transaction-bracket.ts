import type { RaceFailure } from '../../report.ts';
import { commitTimes } from '../committed.ts';
import { element, lines, type Markup, path } from './markup.ts';
import { type Card, INDENT, type Plan } from './plan.ts';

/** A bracket beside the statements of each transaction, in the colour of its end. */
export function transactionBrackets(failure: RaceFailure, plan: Plan): Markup {
  const committed = commitTimes(failure.trace);
  const transactions = Map.groupBy(plan.cards, ({ moment }) => moment.step.transaction);
  return lines(
    ...[...transactions]
      .filter(([name]) => name !== '')
      .map(([name, cards]) => bracket(cards, committed.has(name) ? 'committed' : 'undone')),
  );
}

function bracket(cards: readonly Card[], end: 'committed' | 'undone'): Markup {
  const [first, last] = [cards.at(0), cards.at(-1)];
  if (!first || !last) return lines();
  const { moment } = first;
  const x = first.x - INDENT + 11 + 4 * (Number(moment.strand ?? 1) - 1);
  const [top, bottom] = [first.y + 8, last.y + last.height - 8];
  const isSingle = cards.every(card => card.moment.step === moment.step || card.moment.step.implicit);
  const d = path(
    'M',
    x + 9,
    top,
    'h',
    -4,
    'a',
    5,
    5,
    0,
    0,
    0,
    -5,
    5,
    'V',
    bottom - 5,
    'a',
    5,
    5,
    0,
    0,
    0,
    5,
    5,
    'h',
    4,
  );
  return element('path', { class: `bracket ${end}${isSingle ? ' single' : ''}`, d });
}
