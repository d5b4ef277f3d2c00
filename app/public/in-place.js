// Sends a form without leaving the page, and shows anew what the answer says has changed.
// Without this file the page works: a form that is sent leads to the page as it is then.

const euros = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });
const money = cents => euros.format(cents / 100);
const show = { Seat: showSeat, Show: showShow };
const noAnswer = 'The box office did not answer. See whether it is done before you repeat it.';
let sending = false;

for (const form of document.querySelectorAll('form[data-in-place]')) {
  form.addEventListener('submit', event => {
    event.preventDefault();
    if (!sending) void send(form);
  });
}

async function send(form) {
  sending = true;
  const { message, changes, detail = noAnswer, errors } = await answerTo(form).catch(() => ({}));
  sending = false;
  if (errors) return tell(detail, ...errors.map(error => error.message));
  if (!changes) return tell(detail, lookAgain());

  const focused = document.activeElement;
  for (const { entity, key, fields } of changes.updated) showRow(entity, key, fields);
  followSeats();
  if (focused?.disabled) form.querySelector('button').focus();
  tell(message);
}

async function answerTo(form) {
  const response = await fetch(form.action, {
    method: 'POST',
    headers: { Accept: 'application/json' },
    body: new URLSearchParams(new FormData(form)),
  });
  return response.json();
}

function showRow(entity, key, fields) {
  const values = Object.fromEntries(Object.entries(fields).map(([name, { to }]) => [name, to]));
  for (const row of document.querySelectorAll(`[data-row="${entity} ${key}"]`)) show[entity]?.(row, values);
}

function showShow(row, { listPrice, seatsLeft }) {
  const write = (field, text) => (row.querySelector(`[data-field=${field}]`).textContent = text);
  if (listPrice !== undefined) write('listPrice', money(listPrice));
  if (seatsLeft !== undefined) write('seatsLeft', seatsLeft === 0 ? 'sold out' : `${seatsLeft} seats left`);
}

function showSeat(label, values) {
  const seat = label.querySelector('input');
  Object.assign(seat.dataset, values);
  const { place, price, state } = seat.dataset;
  const text = `${place}, ${money(price)}, ${state}`;
  label.className = `seat ${state}`;
  label.title = text;
  label.querySelector('.state').setAttribute('href', `#${state}`);
  seat.setAttribute('aria-label', text);
  seat.name = label.closest('.room').dataset[state] ?? '';
  seat.disabled = seat.name === '';
  if (values.state) seat.checked = false;
}

// What depends on the seats: the choice, where Tab stops, and the way to move them.
function followSeats() {
  for (const map of document.querySelectorAll('[data-seat-map]')) map.dispatchEvent(new Event('change'));
  document.querySelector('.tasks').hidden = !document.querySelector('.room .yours');
}

function tell(...content) {
  const message = document.createElement('p');
  message.className = 'flash';
  message.append(...content.flatMap(part => [part, ' ']));
  document.querySelector('[data-message]').replaceChildren(message);
  message.scrollIntoView({ block: 'nearest' });
}

function lookAgain() {
  const link = document.createElement('a');
  link.href = location.href;
  link.textContent = 'Look at the seats again';
  return link;
}
