/** One word of SQL. Names and keywords come in lower case unless they are quoted. */
export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'parameter' | 'sign';
  readonly value: string;
}

const PATTERN =
  /--[^\n]*|\/\*[\s\S]*?\*\/|\$(?<parameter>\d+)|(?<dollar>\$(?:[a-z_]\w*)?\$)[\s\S]*?\k<dollar>|\be'(?<escaped>(?:\\[\s\S]|''|[^'\\])*)'|(?:\b[bx]|\bu&)?'(?<text>(?:[^']|'')*)'|"(?<name>(?:[^"]|"")+)"|(?<number>-?\d+(?:\.\d+)?)|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|(?<sign>::|<=|>=|<>|!=|[^\s])/giu;

/** The words of `sql`, without its comments. */
export function tokens(sql: string): Token[] {
  const found: Token[] = [];
  for (const { groups = {} } of sql.matchAll(PATTERN)) {
    const token = tokenOf(groups);
    if (token) found.push(token);
  }
  return found;
}

function tokenOf({
  parameter,
  dollar,
  escaped,
  text,
  name,
  number,
  word,
  sign,
}: Record<string, string | undefined>): Token | undefined {
  if (word !== undefined) return { kind: 'word', value: word.toLowerCase() };
  if (name !== undefined) return { kind: 'name', value: name.replaceAll('""', '"') };
  if (sign !== undefined) return { kind: 'sign', value: sign };
  if (number !== undefined) return { kind: 'number', value: number };
  if (parameter !== undefined) return { kind: 'parameter', value: parameter };
  if (text !== undefined) return { kind: 'text', value: text.replaceAll("''", "'") };
  // What stands in these is never a row's key, so that what their escapes mean does not matter.
  return (dollar ?? escaped) === undefined ? undefined : { kind: 'text', value: '' };
}

/** Whether a keyword or an unquoted name `value` stands at `index`. */
export function isWord(all: readonly Token[], index: number, ...values: string[]): boolean {
  const token = all[index];
  return token?.kind === 'word' && values.includes(token.value);
}

/** Whether the sign `value` stands at `index`. */
export function isSign(all: readonly Token[], index: number, value: string): boolean {
  const token = all[index];
  return token?.kind === 'sign' && token.value === value;
}

/** The name that stands at `index`, quoted or not. */
export function nameAt(all: readonly Token[], index: number): string | undefined {
  const token = all[index];
  return token?.kind === 'word' || token?.kind === 'name' ? token.value : undefined;
}
