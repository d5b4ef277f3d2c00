import { html } from 'hono/html';
import { type Html } from './layout.ts';

const evening = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

/** `Mon, 23 Nov, 20:15`, in the cinema's time zone. */
export function showTime(startsAt: Date): string {
  return `${evening.format(startsAt)}, ${clock.format(startsAt)}`;
}

export function showTimeElement(startsAt: Date): Html {
  return html`<time datetime="${startsAt.toISOString()}">${showTime(startsAt)}</time>`;
}

/** `12 June 1998`, from `1998-06-12`. */
export function releaseDay(releasedOn: string): string {
  return day.format(new Date(releasedOn));
}
