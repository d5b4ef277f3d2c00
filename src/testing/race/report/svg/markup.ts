/** A piece of SVG whose texts are escaped; `element` and `lines` alone make it. */
export interface Markup {
  readonly xml: string;
}

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element with attributes and content; strings are text, whatever they contain. */
export function element(
  name: string,
  attributes: Attributes,
  ...content: readonly (Markup | string)[]
): Markup {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) => ` ${key}="${escapeXml(typeof value === 'number' ? rounded(value) : String(value))}"`,
    )
    .join('');
  const inner = content.map(part => (typeof part === 'string' ? escapeXml(part) : part.xml)).join('');
  return { xml: inner === '' ? `<${name}${written}/>` : `<${name}${written}>${inner}</${name}>` };
}

/** Pieces on lines of their own. */
export function lines(...parts: readonly Markup[]): Markup {
  return { xml: parts.length === 0 ? '' : `\n${parts.map(({ xml }) => xml).join('\n')}\n` };
}

/** A path through points and curves, its numbers rounded. */
export function path(...parts: readonly (string | number)[]): string {
  return parts.map(part => (typeof part === 'number' ? rounded(part) : part)).join(' ');
}

/** `text` with what XML reserves written out, and what XML forbids replaced. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(FORBIDDEN, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
