import { html } from 'hono/html';
import { type Html } from './layout.ts';

/** A poster drawn from nothing but a number: the same film always has the same one. */
export function poster(filmId: number): Html {
  const motif = motifs[filmId % motifs.length];
  return html`<svg
    class="poster hue-${(filmId * 5) % 8}"
    viewBox="0 0 60 80"
    preserveAspectRatio="xMidYMid slice"
    aria-hidden="true"
  >
    <rect class="ground" width="60" height="80" />
    ${motif?.(filmId)}
  </svg>`;
}

const motifs: readonly ((seed: number) => Html)[] = [sun, beams, reel, waves, steps];

function sun(seed: number): Html {
  const y = 26 + (seed % 7) * 4;
  return html`<circle class="figure" cx="30" cy="${y}" r="17" />
    <path class="shade" d="M0 ${y + 6}h60v74h-60z" />`;
}

function beams(seed: number): Html {
  const x = 8 + (seed % 9) * 5;
  return html`<path class="figure" d="M${x} 0L-20 80H12zM${x} 0L30 80H52zM${x} 0L72 80H100z" />`;
}

function reel(seed: number): Html {
  const x = 12 + (seed % 5) * 9;
  const circle = (r: number, name: string) => html`<circle class="${name}" cx="${x}" cy="46" r="${r}" />`;
  return html`${circle(40, 'shade')}${circle(29, 'figure')}${circle(18, 'ground')}${circle(7, 'figure')}`;
}

function waves(seed: number): Html {
  const wave = (y: number, name: string) =>
    html`<path class="${name}" d="M0 ${y}q15 -${8 + (seed % 6)} 30 0t30 0V80H0z" />`;
  return html`${wave(30, 'shade')}${wave(46, 'figure')}${wave(62, 'ground')}`;
}

function steps(seed: number): Html {
  const bar = (i: number) =>
    html`<rect
      class="${i % 2 ? 'shade' : 'figure'}"
      x="${i * 10}"
      y="${12 + ((i * 13 + seed * 7) % 40)}"
      width="10"
      height="80"
    />`;
  return html`${[0, 1, 2, 3, 4, 5].map(bar)}`;
}
