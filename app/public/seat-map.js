// Makes the seat map one stop of the Tab key, with arrow keys inside, and says what the choice costs.
// Without this file the page works: each seat is a check box of its own.

const euros = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });

for (const form of document.querySelectorAll('form[data-seat-map]')) {
  useArrowKeys(form);
  tellChoice(form);
}

function useArrowKeys(form) {
  const rows = [...form.querySelectorAll('.row')].map(row => [...row.querySelectorAll('input')]);
  const seats = rows.flat();
  const stopAt = stop => seats.forEach(seat => (seat.tabIndex = seat === stop ? 0 : -1));
  const keepStop = () => {
    if (!seats.some(seat => seat.tabIndex === 0 && !seat.disabled))
      stopAt(seats.find(seat => !seat.disabled));
  };

  stopAt(undefined);
  keepStop();
  form.addEventListener('change', keepStop);
  form.querySelector('.room').addEventListener('focusin', ({ target }) => stopAt(target));
  form.querySelector('.room').addEventListener('keydown', event => {
    const next = neighbour(rows, event.target, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  const hint = form.querySelector('[data-hint]');
  if (hint) hint.hidden = false;
}

function neighbour(rows, seat, key) {
  const y = rows.findIndex(row => row.includes(seat));
  const x = rows[y]?.indexOf(seat);
  const free = row => row.filter(other => !other.disabled);
  const before = free(rows[y]?.slice(0, x) ?? []);
  const after = free(rows[y]?.slice(x + 1) ?? []);
  const moves = {
    ArrowLeft: () => before.at(-1),
    ArrowRight: () => after[0],
    Home: () => before[0],
    End: () => after.at(-1),
    ArrowUp: () =>
      nearest(
        rows.slice(0, y).findLast(row => free(row).length > 0),
        x,
      ),
    ArrowDown: () =>
      nearest(
        rows.slice(y + 1).find(row => free(row).length > 0),
        x,
      ),
  };
  return moves[key]?.();
}

function nearest(row = [], x) {
  const distance = seat => Math.abs(row.indexOf(seat) - x);
  return row.filter(seat => !seat.disabled).toSorted((a, b) => distance(a) - distance(b))[0];
}

function tellChoice(form) {
  const output = form.querySelector('[data-choice]');
  const tell = () => (output.textContent = choice(form));
  form.addEventListener('change', tell);
  form.addEventListener('reset', () => setTimeout(tell));
  tell();
}

function choice(form) {
  const chosen = name => [...form.querySelectorAll(`input[name=${name}]:checked`)];
  const numbers = seats => seats.map(seat => seat.value).join(', ') || 'none';
  const cost = seats => seats.reduce((sum, seat) => sum + Number(seat.dataset.price), 0);
  if (form.dataset.seatMap === 'move') {
    const [from, to] = [chosen('from'), chosen('to')];
    const difference = cost(to) - cost(from);
    const settled =
      difference === 0
        ? 'same price'
        : `${euros.format(Math.abs(difference) / 100)} ${difference > 0 ? 'more' : 'less'}`;
    return `Give up: ${numbers(from)}. Take: ${numbers(to)}${from.length === to.length && to.length > 0 ? `, ${settled}` : ''}.`;
  }
  const seats = chosen('seats');
  if (seats.length === 0) return 'No seat chosen yet.';
  return `${seats.length === 1 ? 'Seat' : 'Seats'} ${numbers(seats)}: ${euros.format(cost(seats) / 100)}`;
}
