import { html } from 'hono/html';
import { type Customer, type Ticket } from '../entities/index.ts';
import { showTimeElement } from './dates.ts';
import { type Html } from './layout.ts';
import { money } from './money.ts';
import { type Page } from './page.ts';
import { personFields } from './person-fields.ts';
import { poster } from './poster.ts';

export function ticketsPage(customer: Customer | null, tickets: readonly Ticket[]): Page {
  return {
    title: 'My tickets',
    body: html`<h1>My tickets</h1>
      ${customer ? greeting(customer) : ''} ${tickets.length > 0 ? list(tickets) : none} ${findForm}`,
  };
}

function greeting({ name, email, credit }: Customer): Html {
  return html`<p>
    Tickets of <strong>${name}</strong> (${email}).
    ${credit > 0 ? html`Credit to spend on other seats: <strong>${money(credit)}</strong>.` : ''}
  </p>`;
}

const none = html`<p>There are none yet. <a href="/">Choose a film</a>, then a show and your seats.</p>`;

function list(tickets: readonly Ticket[]): Html {
  return html`<ul class="tickets">
    ${tickets.map(stub)}
  </ul>`;
}

function stub({ token, seat }: Ticket): Html {
  const { film, startsAt, id } = seat.show;
  return html`<li class="ticket">
    ${poster(film.id)}
    <div>
      <h2><a href="/shows/${id}">${film.title}</a></h2>
      <p>${showTimeElement(startsAt)}</p>
      <p>Row ${seat.row}, seat ${seat.number} · ${money(seat.price)}</p>
      <details>
        <summary>Give this ticket away</summary>
        <form method="post" action="/tickets/${token}/transfer">
          ${personFields()}
          <button>Give seat ${seat.number} away</button>
        </form>
      </details>
    </div>
    <p class="token"><span>Token</span> <code>${token}</code></p>
  </li>`;
}

const findForm = html`<details class="find">
  <summary>Find tickets that were booked elsewhere</summary>
  <form method="post" action="/tickets/find">
    <label>
      <span>E-mail address</span>
      <input name="email" type="email" required maxlength="200" autocomplete="email" />
    </label>
    <label>
      <span>Token of one of the tickets</span>
      <input name="token" required maxlength="8" autocomplete="off" autocapitalize="characters" />
    </label>
    <button>Find the tickets</button>
  </form>
</details>`;
