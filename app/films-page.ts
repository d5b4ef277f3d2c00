import { html } from 'hono/html';
import { type Film, type Show } from '../entities/index.ts';
import { showTimeElement } from './dates.ts';
import { filmFacts, likeButton } from './film-facts.ts';
import { type FilmSearch, type FoundFilms, sorts } from './find-films.ts';
import { type Html } from './layout.ts';
import { type Page } from './page.ts';
import { poster } from './poster.ts';

interface FilmsPage {
  readonly search: FilmSearch;
  readonly found: FoundFilms;
  /** The shows that begin next; none on the pages of a search. */
  readonly next: readonly Show[];
  /** The films that the session likes. */
  readonly liked: ReadonlySet<number>;
}

const count = new Intl.NumberFormat('en-GB');
const sortNames = { title: 'Title', release: 'Newest first', likes: 'Most liked' };

export function filmsPage({ search, found, next, liked }: FilmsPage): Page {
  const { films, total } = found;
  return {
    title: search.q ? `Films with “${search.q}”` : 'Films',
    body: html`${next.length > 0 ? programme(next) : html`<h1 class="visually-hidden">Films</h1>`}
      <section aria-labelledby="films">
        <h2 id="films">All films</h2>
        ${searchForm(search)}
        <p class="count">
          ${total === 0 ? 'No film has all of these words.' : `${count.format(total)} films`}
        </p>
        <ol class="films">
          ${films.map(film => row(film, liked))}
        </ol>
        ${pager(search, found)}
      </section>`,
  };
}

function programme(next: readonly Show[]): Html {
  return html`<h1>Next on our screens</h1>
    <ol class="programme">
      ${next.map(card)}
    </ol>`;
}

function card({ id, film, startsAt, seatsLeft }: Show): Html {
  return html`<li>
    <a href="/shows/${id}">
      ${poster(film.id)}
      <strong>${film.title}</strong>
      ${showTimeElement(startsAt)}
      <span class="left">${seatsLeft === 0 ? 'Sold out' : `${seatsLeft} seats left`}</span>
    </a>
  </li>`;
}

function row(film: Film, liked: ReadonlySet<number>): Html {
  return html`<li>
    ${poster(film.id)}
    <div>
      <h3><a href="/films/${film.id}">${film.title}</a></h3>
      <p>${filmFacts(film)}</p>
    </div>
    ${likeButton(film, liked)}
  </li>`;
}

function searchForm({ q, sort }: FilmSearch): Html {
  return html`<form class="search" role="search" action="/">
    <label>
      <span>Title, director or distributor</span>
      <input type="search" name="q" value="${q}" maxlength="100" autocomplete="off" />
    </label>
    <label>
      <span>Order</span>
      <select name="sort">
        ${sorts.map(
          name =>
            html`<option value="${name}" ${name === sort ? html`selected` : ''}>${sortNames[name]}</option>`,
        )}
      </select>
    </label>
    <button>Search</button>
  </form>`;
}

function pager(search: FilmSearch, { pages }: FoundFilms): Html {
  if (pages === 1 && search.page === 1) return html``;
  const link = (page: number, text: string, rel: string) =>
    page >= 1 && page <= pages
      ? html`<a href="/?${address({ ...search, page })}" rel="${rel}">${text}</a>`
      : html`<span></span>`;
  return html`<nav class="pager" aria-label="Pages">
    ${link(Math.min(search.page - 1, pages), '← Previous', 'prev')}
    <span>Page ${search.page} of ${pages}</span>
    ${link(search.page + 1, 'Next →', 'next')}
  </nav>`;
}

function address({ q, sort, page }: FilmSearch): string {
  return new URLSearchParams({ ...(q && { q }), sort, page: String(page) }).toString();
}
