import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Show } from '../../entities/index.ts';
import { testDatabase } from '../support/database.ts';
import { givenShow, somebody } from './given.ts';
import { served } from './served.ts';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const quiet = ['quic', 'background-networking', 'component-update', 'sync', 'gpu'].map(
  name => `--disable-${name}`,
);
const args = ['--headless', '--no-sandbox', '--no-first-run', ...quiet];
const missing = existsSync(executablePath)
  ? undefined
  : `there is no browser at ${executablePath} (set CHROMIUM)`;
if (missing) console.log(`test/app/browser.test.ts is skipped: ${missing}`);

describe.skipIf(missing)('in a browser', () => {
  const db = testDatabase();
  const server = served(db);
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args });
  });
  afterAll(() => browser.close());

  /** Opens a page that must not complain: neither its scripts nor its security policy. */
  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ baseURL: server.url, ...options });
    const page = await context.newPage();
    page.on('pageerror', error => complaints.push(error.message));
    page.on('console', message => message.type() === 'error' && complaints.push(message.text()));
    await page.goto(path);
    return page;
  }
  const complaints: string[] = [];

  async function finish(page: Page): Promise<void> {
    await page.context().close();
    expect(complaints.splice(0)).toEqual([]);
  }

  const seat = (page: Page, number: number) => page.getByRole('checkbox', { name: `Seat ${number},` });

  test('a seat is found, booked, seen, moved and its ticket given away with the keyboard alone', async () => {
    const show = await givenShow(db);
    const { name, email } = somebody();
    const page = await open('/');

    await tabTo(page, page.getByRole('searchbox'));
    await page.keyboard.type(show.film.title);
    await page.keyboard.press('Enter');
    await follow(page, page.getByRole('link', { name: show.film.title }));
    await follow(page, page.getByRole('link', { name: '12 seats left' }));

    await tabTo(page, seat(page, 1));
    await press(page, 'ArrowRight', 'ArrowRight', 'ArrowDown', 'Space', 'ArrowLeft', 'Space');
    await expect.poll(() => page.locator('[data-choice]').textContent()).toBe('Seats 8, 9: €19.00');
    await tabTo(page, page.getByLabel('Name'));
    await page.keyboard.type(name);
    await tabTo(page, page.getByLabel('E-mail address'));
    await page.keyboard.type(email);
    await page.keyboard.press('Enter');
    await page.getByText('You have seats 8 and 9.').waitFor();
    expect(await seatNames(page, 'yours')).toEqual([
      'Seat 8, row B, €9.50, yours',
      'Seat 9, row B, €9.50, yours',
    ]);

    await follow(page, page.getByRole('link', { name: 'Move my seats' }));
    await tabTo(page, seat(page, 1));
    await press(page, 'ArrowDown', 'ArrowRight', 'Space', 'ArrowUp', 'Space');
    await expect
      .poll(() => page.locator('[data-choice]').textContent())
      .toBe('Give up: 8. Take: 2, same price.');
    await tabTo(page, page.getByRole('button', { name: 'Move to these seats' }));
    await press(page, 'Enter');
    await page.getByText('You moved to seat 2.').waitFor();

    await follow(page, page.getByRole('link', { name: 'My tickets' }));
    await tabTo(page, page.getByText('Give this ticket away').first());
    await press(page, 'Enter', 'Tab');
    await page.keyboard.type('Grace');
    await press(page, 'Tab');
    await page.keyboard.type(somebody('Grace').email);
    await page.keyboard.press('Enter');
    await page.getByText('Seat 2 is now Grace’s').waitFor();
    expect(await page.locator('.ticket').count()).toBe(1);
    await finish(page);
  });

  test('all of it works without JavaScript', async () => {
    const show = await givenShow(db);
    const { name, email } = somebody();
    const page = await open(`/films/${show.film.id}`, { javaScriptEnabled: false });

    await page.getByRole('button', { name: /^Like .* 0 likes so far$/ }).click();
    await page.getByRole('button', { name: /^Like .* 1 like so far$/ }).waitFor();
    await page.getByRole('link', { name: '12 seats left' }).click();
    await seat(page, 3).check();
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('E-mail address').fill(email);
    await page.getByRole('button', { name: 'Book these seats' }).click();
    expect(await page.getByRole('status').first().textContent()).toContain('You have seat 3.');

    await page.getByRole('link', { name: 'Move my seats' }).click();
    await seat(page, 3).check();
    await seat(page, 11).check();
    await page.getByRole('button', { name: 'Move to these seats' }).click();
    expect(await seatNames(page, 'yours')).toEqual(['Seat 11, row B, €9.50, yours']);

    await page.getByRole('link', { name: 'My tickets' }).click();
    expect(await page.locator('.token code').textContent()).toMatch(/^[0-9A-Z]{8}$/);
    await finish(page);
  });

  test('what is booked, moved and repriced is shown by the answer alone, as a new page would show it', async () => {
    const show = await givenShow(db);
    await server.book(show, [6]);
    const page = await open(`/shows/${show.id}`);
    const requests: string[] = [];
    page.on('request', request => {
      const { pathname } = new URL(request.url());
      if (pathname !== '/favicon.svg') requests.push(`${request.method()} ${pathname}`);
    });
    const { name, email } = somebody();

    await page.getByLabel('Name').fill(name);
    await page.getByLabel('E-mail address').fill(email);
    await seat(page, 1).check();
    await seat(page, 2).check();
    await page.keyboard.press('Enter');
    await message(page, 'You have seats 1 and 2. Enjoy the film.');
    expect(await seatNames(page, 'yours')).toEqual([
      'Seat 1, row A, €9.50, yours',
      'Seat 2, row A, €9.50, yours',
    ]);
    expect(await page.locator(':focus').textContent()).toBe('Book these seats');
    expect(await seat(page, 3).getAttribute('tabindex')).toBe('0');
    expect(await page.locator('[data-choice]').textContent()).toBe('No seat chosen yet.');
    expect(await page.getByText('9 seats left').isVisible()).toBe(true);

    await page.getByText('Manager’s corner').click();
    await page.getByLabel('Price of a seat, in euros').fill('12');
    await page.getByRole('button', { name: 'Set the price' }).click();
    await message(page, 'A seat now costs €12.00; 9 free seats have the new price.');
    expect(requests).toEqual([`POST /shows/${show.id}/bookings`, `POST /shows/${show.id}/price`]);
    await expectAsNew(page);

    await page.goto(`/shows/${show.id}?task=move`);
    await page.getByText('Manager’s corner').click();
    await page.getByLabel('Price of a seat, in euros').fill('9.5');
    await page.getByRole('button', { name: 'Set the price' }).click();
    await message(page, 'A seat now costs €9.50; 9 free seats have the new price.');
    await seat(page, 1).check();
    await seat(page, 12).check();
    requests.splice(0);
    await page.getByRole('button', { name: 'Move to these seats' }).click();
    await message(page, 'You moved to seat 12. Your credit is €0.00.');
    expect(requests).toEqual([`POST /shows/${show.id}/moves`]);
    await expectAsNew(page);
    await finish(page);
  });

  test('a seat that was sold meanwhile is told in place, with the way to the seats as they are', async () => {
    const show = await givenShow(db);
    const page = await open(`/shows/${show.id}`);
    await seat(page, 1).check();
    await server.book(show, [1]);
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('E-mail address').fill(somebody().email);

    await page.getByRole('button', { name: 'Book these seats' }).click();

    await message(page, 'Seat 1 is taken. Choose another one. Look at the seats again');
    await follow(page, page.getByRole('link', { name: 'Look at the seats again' }));
    expect(await seat(page, 1).isDisabled()).toBe(true);
    expect(complaints.splice(0)).toEqual([expect.stringContaining('409')]);
    await finish(page);
  });

  test('the accessibility tree has headings, landmarks and a named group for each row of seats', async () => {
    const show = await givenShow(db, 7);
    const page = await open(`/shows/${show.id}`);

    const tree = await page.locator('body').ariaSnapshot();

    for (const line of [
      'banner:',
      'navigation "Main":',
      'main:',
      'group "Choose your seats":',
      'group "Row B":',
    ]) {
      expect(tree).toContain(line);
    }
    expect(tree).toContain('- checkbox "Seat 7, row B, €9.50, free"');
    expect(tree).toMatch(/heading ".*" \[level=1\]/);
    await finish(page);
  });

  test.each(['light', 'dark'] as const)(
    'nothing is wider than a phone of 360 pixels, %s',
    async colorScheme => {
      const show = await givenShow(db, 48);
      await server.book(show, [2]);
      const page = await open('/', { viewport: { width: 360, height: 700 }, colorScheme });

      for (const path of [
        '/',
        `/films/${show.film.id}`,
        `/shows/${show.id}`,
        '/tickets',
        '/?q=nothing',
        '/nowhere',
      ]) {
        await page.goto(path);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
      }
      complaints.splice(0);
      await finish(page);
    },
  );

  test('a seat that has the focus can be seen to have it', async () => {
    const show: Show = await givenShow(db);
    const page = await open(`/shows/${show.id}`);
    await tabTo(page, seat(page, 1));

    const outline = await page.evaluate(
      `getComputedStyle(document.querySelector('.seat:has(:focus) svg')).outlineStyle`,
    );

    expect(outline).toBe('solid');
    await finish(page);
  });
});

/** Presses Tab until `target` has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let stops = 0; stops < 60; stops++) {
    if (await target.and(page.locator(':focus')).count()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${String(target)}.`);
}

/** Goes where `target` leads, by the keyboard. */
async function follow(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  await tabTo(page, target);
  await Promise.all([page.waitForEvent('framenavigated'), page.keyboard.press('Enter')]);
  await page.waitForLoadState();
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

async function message(page: Page, text: string): Promise<void> {
  await page.getByRole('status').filter({ hasText: text }).waitFor();
}

/** Whether the heading, the ways to go on and the seats are what they are after the page was loaded anew. */
async function expectAsNew(page: Page): Promise<void> {
  const shown = () =>
    page.evaluate<string>(
      `[...document.querySelectorAll('.show-heading, .tasks, .room, .legend, [data-choice]')]
        .map(part => part.outerHTML.replace(/ tabindex=".*?"/g, '')).join()`,
    );
  const followed = await shown();
  await page.reload();
  expect(followed).toBe(await shown());
}

async function seatNames(page: Page, state: string): Promise<(string | null)[]> {
  const seats = await page.getByRole('checkbox', { name: `, ${state}` }).all();
  return Promise.all(seats.map(seat => seat.getAttribute('aria-label')));
}
