import { html } from 'hono/html';
import { type Film, type Show } from '../entities/index.ts';
import { releaseDay, showTimeElement } from './dates.ts';
import { filmFacts, likeButton } from './film-facts.ts';
import { type Html } from './layout.ts';
import { money } from './money.ts';
import { type Page } from './page.ts';
import { poster } from './poster.ts';

export function filmPage(film: Film, shows: readonly Show[], liked: ReadonlySet<number>): Page {
  return {
    title: film.title,
    body: html`<article class="film">
      ${poster(film.id)}
      <div>
        <h1>${film.title}</h1>
        <p>${filmFacts(film)}</p>
        <p class="muted">Released on ${releaseDay(film.releasedOn)}</p>
        ${likeButton(film, liked)}
        <h2>Shows</h2>
        ${
          shows.length === 0
            ? html`<p>This film is not in the programme now.</p>`
            : html`<ul class="shows">
                ${shows.map(row)}
              </ul>`
        }
      </div>
    </article>`,
  };
}

function row({ id, startsAt, listPrice, seatsLeft }: Show): Html {
  return html`<li>
    <a href="/shows/${id}">
      ${showTimeElement(startsAt)}
      <span>${money(listPrice)}</span>
      <span class="left">${seatsLeft === 0 ? 'Sold out' : `${seatsLeft} seats left`}</span>
    </a>
  </li>`;
}
