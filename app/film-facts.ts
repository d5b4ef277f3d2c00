import { html } from 'hono/html';
import { type Film } from '../entities/index.ts';
import { type Html } from './layout.ts';

/** What is known of a film, in one line: the unknown is left out. */
export function filmFacts({ releasedOn, rating, runningTime, director, distributor }: Film): string {
  const facts = [
    releasedOn.slice(0, 4),
    director && `directed by ${director.name}`,
    distributor?.name,
    rating,
    runningTime && `${runningTime} min`,
  ];
  return facts.filter(fact => fact).join(' · ');
}

/** A button that adds the session's like, or takes it back. */
export function likeButton({ id, title, likes }: Film, liked: ReadonlySet<number>): Html {
  const pressed = liked.has(id);
  return html`<form class="like" method="post" action="/films/${id}/${pressed ? 'unlikes' : 'likes'}">
    <button
      aria-pressed="${String(pressed)}"
      aria-label="Like ${title}, ${likes} ${likes === 1 ? 'like' : 'likes'} so far"
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path
          d="M12 20.5C6 15.6 2.8 12.6 2.8 8.9A4.9 4.9 0 0 1 12 6.6a4.9 4.9 0 0 1 9.2 2.3c0 3.7-3.2 6.7-9.2 11.6z"
        />
      </svg>
      ${likes}
    </button>
  </form>`;
}
