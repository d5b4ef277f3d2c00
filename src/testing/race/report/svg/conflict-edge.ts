import { type Conflict, itemOf } from '../conflicts.ts';
import type { Cycle } from '../cycle.ts';
import { shortened } from '../shown-value.ts';
import { element, lines, type Markup, path } from './markup.ts';
import type { Card, Plan } from './plan.ts';

const CHARACTER = 6.9;
const LABEL = 26;
const LABEL_HEIGHT = 22;
const PORT = 14;

/** Wide enough for the labels of the conflicts that are drawn between two lanes. */
export function gutterFor(cycle: Cycle): number {
  return Math.max(90, ...cycle.map(conflict => labelWidth(conflict) + 76));
}

/** The cycle, drawn from what was read or written to what was, each arrow through a label with its type and item. */
export function conflictEdges(cycle: Cycle, plan: Plan): { arrows: Markup; labels: Markup } {
  const edges = spread(cycle.flatMap(conflict => edgeOf(conflict, plan)));
  return { arrows: lines(...edges.map(drawn)), labels: lines(...edges.map(label)) };
}

type Point = readonly [x: number, y: number];

interface Edge {
  readonly conflict: Conflict;
  readonly from: Point;
  readonly to: Point;
  /** The middle of its label, between the lane it starts from and the next. */
  readonly through: Point;
}

function edgeOf(conflict: Conflict, plan: Plan): readonly Edge[] {
  const [from, to] = [conflict.before, conflict.after].map(({ step }) =>
    plan.cards.find(card => card.moment.event === 'sent' && card.moment.step === step),
  );
  if (!from || !to) return [];
  const isRight = to.x > from.x;
  const start: Point = [isRight ? from.x + from.width : from.x, middle(from)];
  const end: Point = [isRight ? to.x : to.x + to.width, middle(to)];
  return [
    { conflict, from: start, to: end, through: [gutterBeside(plan, from, isRight), (start[1] + end[1]) / 2] },
  ];
}

function middle({ y, height }: Card): number {
  return y + height / 2;
}

function gutterBeside({ lanes }: Plan, { moment }: Card, isRight: boolean): number {
  const index = lanes.findIndex(({ name }) => name === moment.lane);
  const [left, right] = isRight ? [lanes[index], lanes[index + 1]] : [lanes[index - 1], lanes[index]];
  return left && right ? (left.x + left.width + right.x) / 2 : 0;
}

/** Moves labels apart, and the ends that share a side of a card with them, in the same order, so that nothing crosses. */
function spread(edges: readonly Edge[]): readonly Edge[] {
  const sorted = edges.toSorted((one, other) => one.through[1] - other.through[1]);
  const placed: Edge[] = [];
  for (const edge of sorted) {
    const above = placed.findLast(({ through }) => through[0] === edge.through[0]);
    const y = Math.max(edge.through[1], above ? above.through[1] + LABEL_HEIGHT + 6 : 0);
    placed.push({ ...edge, through: [edge.through[0], y] });
  }
  return placed.map(edge => ({
    ...edge,
    from: port(edge, edge.from, placed),
    to: port(edge, edge.to, placed),
  }));
}

function port(edge: Edge, [x, y]: Point, edges: readonly Edge[]): Point {
  const here = edges.filter(({ from, to }) => [from, to].some(end => end[0] === x && end[1] === y));
  return [x, y + (here.indexOf(edge) - (here.length - 1) / 2) * PORT];
}

function drawn({ conflict, from: [x1, y1], to: [x2, y2], through: [x, y] }: Edge): Markup {
  const sign = x2 > x1 ? 1 : -1;
  const tip = x2 - sign * 9;
  // Level behind its label, so that it bends beside the labels only.
  const [near, far] = [x - (sign * labelWidth(conflict)) / 2, x + (sign * labelWidth(conflict)) / 2];
  const [out, back] = [(near - x1) / 2, (tip - far) / 2];
  const d = path(
    'M',
    x1,
    y1,
    'C',
    x1 + out,
    y1,
    near - out,
    y,
    near,
    y,
    'H',
    far,
    'C',
    far + back,
    y,
    tip - back,
    y2,
    tip,
    y2,
  );
  return element(
    'g',
    { class: conflict.type },
    element('path', { class: 'edge ring', d }),
    element('circle', { class: 'tone', cx: x1, cy: y1, r: 4 }),
    element('path', { class: 'tone', d: path('M', x2, y2, 'l', -sign * 11, -6, 'v', 12, 'z') }),
  );
}

function label({ conflict, through: [x, y] }: Edge): Markup {
  const text = labelOf(conflict);
  const width = labelWidth(conflict);
  return element(
    'g',
    { class: conflict.type },
    element('rect', {
      class: 'tag ring',
      x: x - width / 2,
      y: y - LABEL_HEIGHT / 2,
      width,
      height: LABEL_HEIGHT,
      rx: 11,
    }),
    element('text', { class: 'mono small strong tone', x, y: y + 4, 'text-anchor': 'middle' }, text),
  );
}

function labelWidth(conflict: Conflict): number {
  return labelOf(conflict).length * CHARACTER + 18;
}

function labelOf(conflict: Conflict): string {
  return shortened(`${conflict.type} ${itemOf(conflict)}`, LABEL);
}
