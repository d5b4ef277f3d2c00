import { describe, expect, test } from 'vitest';
import { catalogueDatabase } from './catalogue-database.ts';
import { cellsOf, explore } from './explore.ts';
import { foundReduced, reducedPart } from './found.ts';
import { scenarios } from './scenarios.ts';

const database = catalogueDatabase();

describe.each(scenarios)('$id: $what', scenario => {
  test.each(cellsOf(scenario))('at $isolation: $expected', async cell => {
    const report = await explore(database.orm, cell, 'reduced');

    expect(foundReduced(report)).toBe(reducedPart(cell.expected));
    expect(report.divergences).toBe(0);
  });
});
