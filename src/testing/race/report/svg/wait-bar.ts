import { element, lines, type Markup, path } from './markup.ts';
import { type Card, INDENT, isWaiting, type Plan, resumeOf } from './plan.ts';

/** Hatching from every statement that waits to where it goes on, and an arrow to the transaction it waits for. */
export function waitBars(plan: Plan): Markup {
  return lines(
    ...plan.cards
      .filter(isWaiting)
      .flatMap(card => [bar(plan, card), ...arrows(plan, card), ...wakeUp(plan, card)]),
  );
}

function bar(plan: Plan, card: Card): Markup {
  const { x, width } = card;
  const y = card.y + card.height;
  const end = resumeOf(plan, card)?.y ?? y + 30;
  return element('rect', { class: 'hatch', x: x + 10, y, width: width - 20, height: end - y });
}

/** The words in the hatching, drawn after everything that could cover them. */
export function waitLabels(plan: Plan): Markup {
  return lines(
    ...plan.cards
      .filter(isWaiting)
      .map(({ moment, x, y, height }) =>
        element(
          'g',
          {},
          hourglass(x + 41, y + height + 10),
          element(
            'text',
            { class: 'slow strong', x: x + 58, y: y + height + 21 },
            `waits for ${moment.step.waitedFor.join(' and ')}`,
          ),
        ),
      ),
  );
}

// Drawn, because many systems have no font with an hourglass in it.
function hourglass(x: number, y: number): Markup {
  const d = path('M', x, y, 'h', 10, 'l', -4, 6, 'l', 4, 6, 'h', -10, 'l', 4, -6, 'z');
  return element('path', { class: 'waitstip', d });
}

/** From the step that ended a wait to where the statement went on. */
function wakeUp(plan: Plan, card: Card): readonly Markup[] {
  const resume = resumeOf(plan, card);
  const cause = plan.cards.find(
    ({ moment }) => moment.event === 'sent' && moment.step.position === card.moment.step.resumedAfter,
  );
  if (!resume || !cause || cause.x === resume.x) return [];
  const isLeft = cause.x < resume.x;
  const [x1, y1] = [isLeft ? cause.x + cause.width : cause.x, cause.y + cause.height / 2];
  const [x2, y2] = [isLeft ? resume.x : resume.x + resume.width, resume.y + resume.height / 2];
  const sign = isLeft ? 1 : -1;
  const bend = sign * 60;
  return [
    element('path', {
      class: 'wakes',
      d: path('M', x1, y1, 'C', x1 + bend, y1, x2 - bend, y2, x2 - sign * 9, y2),
    }),
    element('path', { class: 'waitstip', d: path('M', x2, y2, 'l', -sign * 10, -5, 'v', 10, 'z') }),
  ];
}

function arrows(plan: Plan, card: Card): readonly Markup[] {
  const y = card.y + card.height + 16;
  return plan.lanes
    .filter(({ name }) =>
      card.moment.step.waitedFor.some(blocker => blocker === name || blocker.startsWith(`${name}.`)),
    )
    .filter(({ name }) => name !== card.moment.lane)
    .map(lane => arrow(card, lane.x + INDENT - 15, y));
}

// The bracket of the transaction that is waited for runs past this height, because it has not ended.
function arrow({ x, width }: Card, bracket: number, y: number): Markup {
  const isLeft = bracket < x;
  const from = isLeft ? x + 10 : x + width - 10;
  const sign = isLeft ? 1 : -1;
  const tip = path('M', bracket + sign * 2, y, 'l', sign * 10, -5, 'v', 10, 'z');
  return element(
    'g',
    {},
    element('path', { class: 'waits', d: path('M', from, y, 'H', bracket + sign * 11) }),
    element('path', { class: 'waitstip', d: tip }),
  );
}
