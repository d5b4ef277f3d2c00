import { html } from 'hono/html';

export type Html = ReturnType<typeof html>;

interface Layout {
  readonly title: string;
  readonly body: Html;
  readonly pathname: string;
  readonly flash: string | undefined;
}

/** The frame of every page. */
export function layout({ title, body, pathname, flash }: Layout): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · The Selfsame</title>
        <link rel="stylesheet" href="/styles.css" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <script src="/seat-map.js" type="module"></script>
        <script src="/in-place.js" type="module"></script>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header class="masthead">
          <a class="wordmark" href="/"><span>The</span> Selfsame</a>
          <nav aria-label="Main">
            ${navLink('/', 'Films', pathname)} ${navLink('/tickets', 'My tickets', pathname)}
          </nav>
        </header>
        <main id="content" tabindex="-1">
          <div role="status" data-message>${flash ? html`<p class="flash">${flash}</p>` : ''}</div>
          ${body}
        </main>
        <footer>
          <p>At the Selfsame every seat is one seat, and is sold once.</p>
        </footer>
      </body>
    </html>`;
}

function navLink(href: string, text: string, pathname: string): Html {
  return html`<a href="${href}" ${href === pathname ? html`aria-current="page"` : ''}>${text}</a>`;
}
