import { html } from 'hono/html';
import { type Customer, type Seat } from '../entities/index.ts';
import { type Html } from './layout.ts';
import { money } from './money.ts';
import { type SeatState, seatState } from './seat-state.ts';

/** For each state of a seat that can be chosen: the name under which the form sends its number. */
type Choosable = Partial<Record<SeatState, string>>;

interface SeatMap {
  readonly seats: readonly Seat[];
  readonly viewer: Customer | null;
  readonly choosable: Choosable;
}

/** The seats of a show as check boxes, row by row as in the room. State is told by shape as well as by colour. */
export function seatMap({ seats, viewer, choosable }: SeatMap): Html {
  const rows = Map.groupBy(seats, seat => seat.row);
  return html`${shapes}
    <div class="room" data-free="${choosable.free ?? ''}" data-yours="${choosable.yours ?? ''}">
      <svg class="screen" viewBox="0 0 400 34" role="img" aria-label="The screen is in front of row A">
        <path d="M14 30Q200 2 386 30" />
      </svg>
      ${[...rows].map(([row, inRow]) =>
        seatRow(
          row,
          inRow.map(seat => control(seat, viewer, choosable)),
        ),
      )}
    </div>
    <p class="muted" data-hint hidden>Arrow keys go from seat to seat, Space chooses.</p>
    ${legend}`;
}

function seatRow(row: string, controls: readonly Html[]): Html {
  const aisle = Math.ceil(controls.length / 2);
  return html`<div class="row" role="group" aria-label="Row ${row}">
    <span class="row-name" aria-hidden="true">${row}</span>
    ${controls.slice(0, aisle)}<span class="aisle"></span>${controls.slice(aisle)}
    <span class="row-name" aria-hidden="true">${row}</span>
  </div>`;
}

function control(seat: Seat, viewer: Customer | null, choosable: Choosable): Html {
  const { id, number, row, price } = seat;
  const state = seatState(seat, viewer);
  const name = choosable[state];
  const place = `Seat ${number}, row ${row}`;
  const label = `${place}, ${money(price)}, ${state}`;
  return html`<label class="seat ${state}" title="${label}" data-row="Seat ${id}">
    <input
      type="checkbox"
      name="${name ?? ''}"
      value="${number}"
      aria-label="${label}"
      data-place="${place}"
      data-price="${price}"
      data-state="${state}"
      ${name ? '' : 'disabled'}
    />
    ${drawing(state, number)}
  </label>`;
}

function drawing(state: SeatState, number: number | string): Html {
  return html`<svg viewBox="0 0 32 32" aria-hidden="true">
    <use class="shape" href="#seat" />
    <text x="16" y="19">${number}</text>
    <use class="mark state" href="#${state}" />
    <use class="mark chosen" href="#chosen" />
  </svg>`;
}

const shapes = html`<svg class="shapes" aria-hidden="true">
  <symbol id="seat" viewBox="0 0 32 32">
    <path d="M7 4.5h18a3 3 0 0 1 3 3V20a6 6 0 0 1-6 6H10a6 6 0 0 1-6-6V7.500a3 3 0 0 1 3-3zM8 29h16" />
  </symbol>
  <symbol id="taken" viewBox="0 0 32 32"><path d="M11 10.500l10 10M21 10.500l-10 10" /></symbol>
  <symbol id="yours" viewBox="0 0 32 32">
    <path
      d="M16 8l2.400 4.900 5.400.8-3.900 3.800.9 5.400-4.800-2.600-4.800 2.600.9-5.400-3.900-3.800 5.400-.8z"
    />
  </symbol>
  <symbol id="chosen" viewBox="0 0 32 32"><path d="M10 15.500l4.200 4.300L22.500 11" /></symbol>
</svg>`;

const legend = html`<ul class="legend" aria-label="Legend">
  <li class="seat free">${drawing('free', 1)} free</li>
  <li class="seat taken">${drawing('taken', '')} taken</li>
  <li class="seat yours">${drawing('yours', '')} yours</li>
  <li class="seat free is-chosen">${drawing('free', '')} chosen</li>
</ul>`;
