import type { RaceFailure, RaceReport } from '../../report.ts';
import { anomalyOf } from '../anomaly.ts';
import { conflictEdges, gutterFor } from './conflict-edge.ts';
import { failureHeading, headingOf, ownHeading, reportHeading } from './heading.ts';
import { endingsHeight, laneColumn } from './lane-column.ts';
import { LEGEND, legend } from './legend.ts';
import { element, lines, type Markup } from './markup.ts';
import { MARGIN, type Plan, planOf } from './plan.ts';
import { statementCard } from './statement-card.ts';
import { style } from './style.ts';
import { transactionBrackets } from './transaction-bracket.ts';
import { waitBars, waitLabels } from './wait-bar.ts';

const ALONE = 900;

/**
 * Draws a report, or one of its failures, as an SVG picture: a lane for each operation, time downwards.
 *
 * The picture is one text without outside resources, follows the page's light or dark scheme, and is the
 * same for the same report. Every text in it is escaped.
 *
 * @example
 * const report = await race(orm, { operations: { ada: em => em.count(Film), bob: em => em.count(Film) } });
 * console.assert(renderSvg(report).startsWith('<svg'));
 */
export function renderSvg(subject: RaceReport | RaceFailure): string {
  const report = 'failures' in subject ? subject : undefined;
  const failure = 'failures' in subject ? subject.failures[0] : subject;
  return `${(failure ? drawing(failure, report) : banner(report)).xml}\n`;
}

function banner(report: RaceReport | undefined): Markup {
  if (!report) return page(ALONE, 0, []);
  const caveats = report.caveats.map(text => ({ text: `caveat: ${text}`, type: 'slow', size: 13 }));
  const { drawn, bottom } = headingOf([...reportHeading(report), ...caveats], ALONE);
  return page(ALONE, bottom, drawn);
}

function drawing(failure: RaceFailure, report: RaceReport | undefined): Markup {
  const anomaly = anomalyOf(failure);
  const gutter = gutterFor(anomaly?.cycle ?? []);
  const { width } = planOf(failure, 0, gutter);
  const titles = report ? reportHeading(report) : [ownHeading(failure)];
  const heading = headingOf([...titles, ...failureHeading(failure, anomaly)], width);
  const plan = planOf(failure, heading.bottom, gutter);
  const { arrows, labels } = conflictEdges(anomaly?.cycle ?? [], plan);
  const end = plan.bottom + endingsHeight(failure, plan) + 18;
  return page(width, end + LEGEND, [
    ...heading.drawn,
    ...plan.lanes.map(lane => laneColumn(failure, plan, lane)),
    transactionBrackets(failure, plan),
    waitBars(plan),
    ...layers(plan, arrows, labels),
    legend(end, failure.schedule),
  ]);
}

/** Arrows go behind the cards, and words before everything. */
function layers(plan: Plan, arrows: Markup, labels: Markup): readonly Markup[] {
  return [arrows, ...plan.cards.map(statementCard), waitLabels(plan), labels];
}

function page(least: number, height: number, content: readonly Markup[]): Markup {
  const width = Math.max(least, ALONE);
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${Math.ceil(height + MARGIN)}`,
      width,
      role: 'img',
    },
    lines(
      element('style', {}, style),
      element('defs', {}, hatching),
      element('rect', { class: 'page', width: '100%', height: '100%' }),
      ...content,
    ),
  );
}

const hatching = element(
  'pattern',
  { id: 'hatch', width: 8, height: 8, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
  element('rect', { class: 'hatchfill', width: 8, height: 8 }),
  element('path', { class: 'hatchline', d: 'M0 0V8', 'stroke-width': 3 }),
);
