import type { RaceFailure } from '../../report.ts';
import { readableSql } from '../readable-sql.ts';
import { wrapped } from '../text-columns.ts';
import { isControl } from '../trace.ts';
import { answerOf, type Moment, timelineOf, waits, wakeOf } from '../timeline.ts';

export const MARGIN = 28;
export const INDENT = 26;
const INSET = 12;
export const LINE = 17;
export const PAD = 9;
const GAP = 13;
const WAIT = 30;
const HEADER = 46;
const CHARACTER = 7.3;
const BADGE = 40;
const SLIM = 18;

/** One moment with its place on the drawing. */
export interface Card {
  readonly moment: Moment;
  readonly sql: readonly string[];
  readonly answer: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The column of one operation. */
export interface Lane {
  readonly name: string;
  readonly x: number;
  readonly width: number;
}

/** Where everything of a failure's timeline goes. */
export interface Plan {
  readonly lanes: readonly Lane[];
  readonly cards: readonly Card[];
  readonly top: number;
  /** Below the last card. */
  readonly bottom: number;
  readonly width: number;
}

/** Places a failure's timeline below `top`, with gaps of `gutter` between the lanes for what joins them. */
export function planOf(failure: RaceFailure, top: number, gutter: number): Plan {
  const timeline = timelineOf(failure);
  const laneWidth = timeline.lanes.length <= 2 ? 440 : timeline.lanes.length === 3 ? 340 : 300;
  const lanes = timeline.lanes.map((name, index) => ({
    name,
    x: MARGIN + index * (laneWidth + gutter),
    width: laneWidth,
  }));
  const cards: Card[] = [];
  let y = top + HEADER;
  for (const moment of timeline.moments) {
    const card = cardOf(
      moment,
      lanes.find(({ name }) => name === moment.lane),
      y,
    );
    cards.push(card);
    y += card.height + GAP + (isWaiting(card) ? WAIT : 0);
  }
  return { lanes, cards, top, bottom: y, width: (lanes.at(-1)?.x ?? 0) + laneWidth + MARGIN };
}

/** Whether the card's statement waits, so that hatching follows it. */
export function isWaiting({ moment }: Card): boolean {
  return moment.event === 'sent' && moment.step.waitedFor.length > 0;
}

/** The card on which a waiting statement went on. */
export function resumeOf({ cards }: Plan, { moment }: Card): Card | undefined {
  return cards.find(card => card.moment.event === 'resumed' && card.moment.step === moment.step);
}

/** Whether a moment is drawn as words alone: what runs at once and has nothing to tell, such as `begin`. */
export function isSlim({ event, number, step }: Moment): boolean {
  return (
    event === 'sent' && number === undefined && isControl(step) && !step.error && step.waitedFor.length === 0
  );
}

function cardOf(moment: Moment, lane: Lane | undefined, y: number): Card {
  const { x, width } = lane ?? { x: 0, width: 0 };
  const inner = Math.floor((width - INDENT - INSET - BADGE - PAD) / CHARACTER);
  const sql = moment.event === 'resumed' ? [wakeOf(moment.step)] : wrapped(statementOf(moment), inner, 4);
  const isAnswered = moment.event === 'resumed' || !waits(moment.step);
  const answer = isAnswered ? wrapped(answerOf(moment.step), inner, 2).filter(Boolean) : [];
  const height = isSlim(moment) ? SLIM : 2 * PAD + (sql.length + answer.length) * LINE - 4;
  return { moment, sql, answer, x: x + INDENT, y, width: width - INDENT - INSET, height };
}

function statementOf({ step, strand }: Moment): string {
  const prefix = strand === undefined ? '' : `(${strand}) `;
  return `${prefix}${readableSql(step.sql)}${step.implicit ? ' (implicit)' : ''}`;
}
