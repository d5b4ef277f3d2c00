const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });
const WIDE =
  /[\p{Emoji_Presentation}\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/u;

/** The characters of `text` as people count them. */
export function charactersOf(text: string): readonly string[] {
  return Array.from(clusters.segment(text), ({ segment }) => segment);
}

/** How many columns `text` takes in a terminal: two for what is drawn wide, such as ⏳ and most of Chinese. */
export function widthOf(text: string): number {
  return charactersOf(text).reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);
}

/** `text` with blanks up to `width` columns. */
function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** `text` broken between words into lines of at most `width` columns; what does not fit into `most` lines is cut. */
export function wrapped(text: string, width: number, most: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').flatMap(whole => chopped(whole, width))) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= width)
      lines.splice(-1, 1, `${last} ${word}`);
    else lines.push(word);
  }
  if (lines.length <= most) return lines;
  const kept = lines.slice(0, most);
  return [...kept.slice(0, -1), withEllipsis(kept.at(-1) ?? '', width)];
}

function chopped(word: string, width: number): readonly string[] {
  const parts: string[] = [''];
  for (const character of charactersOf(word)) {
    const last = parts.at(-1) ?? '';
    if (widthOf(last + character) <= width) parts.splice(-1, 1, last + character);
    else parts.push(character);
  }
  return parts;
}

function withEllipsis(line: string, width: number): string {
  const characters = [...charactersOf(line)];
  while (widthOf(characters.join('')) > width - 2) characters.pop();
  return `${characters.join('').trimEnd()} …`;
}

/** A table of cells, each of several lines, as its text: one heading, a rule, and a line for each line of a row. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  least: readonly number[] = [],
): string[] {
  const widths = headings.map((heading, index) =>
    Math.max(least[index] ?? 0, widthOf(heading), ...rows.map(row => widthOf(row[index] ?? ''))),
  );
  const line = (cells: readonly string[]) =>
    widths
      .map((width, index) => padded(cells[index] ?? '', width))
      .join(' │ ')
      .trimEnd();
  return [line(headings), widths.map(width => '─'.repeat(width)).join('─┼─'), ...rows.map(line)];
}
