import { html } from 'hono/html';
import { type Customer, type Seat, type Show } from '../entities/index.ts';
import { showTime, showTimeElement } from './dates.ts';
import { type Html } from './layout.ts';
import { managerCorner } from './manager-corner.ts';
import { money } from './money.ts';
import { type Page } from './page.ts';
import { personFields } from './person-fields.ts';
import { poster } from './poster.ts';
import { seatMap } from './seat-map.ts';
import { hasBegun } from './show-to-come.ts';

export interface ShowPage {
  readonly show: Show;
  readonly seats: readonly Seat[];
  readonly viewer: Customer | null;
  /** What the seat map is used for. */
  readonly task: 'book' | 'move';
}

export function showPage(input: ShowPage): Page {
  const { show, seats, viewer, task } = input;
  const hasSeats = viewer !== null && seats.some(seat => seat.holder === viewer);
  return {
    title: `${show.film.title}, ${showTime(show.startsAt)}`,
    body: html`${heading(show)} ${tasks(show, task, hasSeats)}
    ${hasBegun(show) ? begun(input) : task === 'move' && hasSeats ? moveForm(input) : bookForm(input)}
    ${managerCorner(show)}`,
  };
}

function heading({ id, film, startsAt, listPrice, seatsLeft }: Show): Html {
  return html`<div class="show-heading">
    ${poster(film.id)}
    <div>
      <h1><a href="/films/${film.id}">${film.title}</a></h1>
      <p class="lead">${showTimeElement(startsAt)}</p>
      <p data-row="Show ${id}">
        <span data-field="listPrice">${money(listPrice)}</span> a seat ·
        <span data-field="seatsLeft">${seatsLeft === 0 ? 'sold out' : `${seatsLeft} seats left`}</span>
      </p>
    </div>
  </div>`;
}

function tasks({ id }: Show, task: ShowPage['task'], hasSeats: boolean): Html {
  const link = (name: ShowPage['task'], href: string, text: string) =>
    html`<a href="${href}" ${name === task ? html`aria-current="page"` : ''}>${text}</a>`;
  return html`<nav class="tasks" aria-label="What to do" ${hasSeats ? '' : 'hidden'}>
    ${link('book', `/shows/${id}`, 'Book seats')} ${link('move', `/shows/${id}?task=move`, 'Move my seats')}
  </nav>`;
}

function begun({ seats, viewer }: ShowPage): Html {
  return html`<p class="flash">This show has begun: its seats cannot be booked or moved any more.</p>
    ${seatMap({ seats, viewer, choosable: {} })}`;
}

function bookForm({ show, seats, viewer }: ShowPage): Html {
  return html`<form
    class="booking"
    method="post"
    action="/shows/${show.id}/bookings"
    data-seat-map="book"
    data-in-place
  >
    <fieldset>
      <legend>Choose your seats</legend>
      ${seatMap({ seats, viewer, choosable: { free: 'seats' } })}
    </fieldset>
    <div class="panel">
      <h2>Your booking</h2>
      <p data-choice role="status"></p>
      ${personFields(viewer)}
      <button class="primary">Book these seats</button>
    </div>
  </form>`;
}

function moveForm({ show, seats, viewer }: ShowPage): Html {
  return html`<form
    class="booking"
    method="post"
    action="/shows/${show.id}/moves"
    data-seat-map="move"
    data-in-place
  >
    <fieldset>
      <legend>Choose seats of yours to give up, and as many free ones to have instead</legend>
      ${seatMap({ seats, viewer, choosable: { yours: 'from', free: 'to' } })}
    </fieldset>
    <div class="panel">
      <h2>Your move</h2>
      <p data-choice role="status"></p>
      <p>Your tickets move along. A difference in price is settled with your credit.</p>
      <button class="primary">Move to these seats</button>
    </div>
  </form>`;
}
