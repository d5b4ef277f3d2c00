import { html } from 'hono/html';
import { type Show } from '../entities/index.ts';
import { type Html } from './layout.ts';

/** Where the manager sets the price. In this example everybody is the manager. */
export function managerCorner({ id, listPrice }: Show): Html {
  return html`<details class="manager">
    <summary>Manager’s corner</summary>
    <form method="post" action="/shows/${id}/price" data-in-place>
      <label>
        <span>Price of a seat, in euros</span>
        <input
          name="price"
          inputmode="decimal"
          pattern="\\d{1,4}([.]\\d{1,2})?"
          required
          value="${(listPrice / 100).toFixed(2)}"
          title="An amount such as 9.50"
        />
      </label>
      <button>Set the price</button>
    </form>
    <p class="muted">Free seats are sold at the new price. Sold seats keep theirs.</p>
  </details>`;
}
