/** The pattern of a `like` as a regular expression; undefined when PostgreSQL refuses it. */
export function likePattern(pattern: string): RegExp | undefined {
  let source = '';
  let escaped = false;
  for (const character of pattern) {
    if (!escaped && character === '\\') {
      escaped = true;
      continue;
    }
    source += !escaped && character in wildcards ? wildcards[character] : literal(character);
    escaped = false;
  }
  return escaped ? undefined : new RegExp(`^${source}$`, 'su');
}

const wildcards: Readonly<Record<string, string>> = { '%': '.*', _: '.' };

function literal(character: string): string {
  return /[\^$\\.*+?()[\]{}|/-]/.test(character)
    ? `\\u{${character.codePointAt(0)?.toString(16)}}`
    : character;
}
