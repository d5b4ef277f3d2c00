import { expect, test } from 'vitest';
import { race } from '../../../../src/testing/race/race.ts';
import { formatReport } from '../../../../src/testing/race/report/format-report.ts';
import { exploreRecipe } from './explore-recipe.ts';
import { recipes } from './recipes.ts';
import { recipesDatabase } from './recipes-database.ts';

const database = recipesDatabase();

test.each(recipes)('$name: $verdicts, and what fails fails again when it is replayed', async recipe => {
  const reports = await exploreRecipe(database.orm, recipe);

  expect(
    reports.map(({ verdict }) => verdict),
    formatReport(reports),
  ).toEqual(recipe.verdicts);
  for (const { failures, isolation } of reports)
    for (const { schedule } of failures.slice(0, 1)) {
      const replayed = await race(database.orm, { ...recipe, isolation, replay: schedule.join(' ') });
      expect(replayed).toMatchObject({ verdict: 'fails', schedules: 1, failing: 1 });
    }
});
