const light = {
  bg: '#ffffff',
  lane: '#f6f8fa',
  card: '#ffffff',
  line: '#d1d9e0',
  text: '#1f2328',
  muted: '#59636e',
  read: '#0969da',
  write: '#bc4c00',
  commit: '#1a7f37',
  control: '#818b98',
  error: '#d1242f',
  errorfill: '#ffebe9',
  wait: '#9a6700',
  waitfill: '#fff8c5',
  rw: '#bf3989',
  ww: '#8250df',
  wr: '#0e7490',
};

const dark: typeof light = {
  bg: '#0d1117',
  lane: '#12181f',
  card: '#1b222c',
  line: '#3d444d',
  text: '#e6edf3',
  muted: '#9198a1',
  read: '#4493f8',
  write: '#f0883e',
  commit: '#3fb950',
  control: '#7d8590',
  error: '#f85149',
  errorfill: '#2d1519',
  wait: '#d29922',
  waitfill: '#2b2411',
  rw: '#f778ba',
  ww: '#ab7df8',
  wr: '#39c5cf',
};

const kinds = ['read', 'write', 'commit', 'control', 'error'] as const;
const conflicts = ['rw', 'ww', 'wr'] as const;

/** The style sheet: system fonts, and colours for a light and a dark page. */
export const style = [
  `svg{${variables(light)}}`,
  `@media (prefers-color-scheme:dark){svg{${variables(dark)}}}`,
  'text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:var(--text)}',
  '.mono{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace}',
  '.title{font-size:19px;font-weight:650}.name{font-size:15px;font-weight:650}.lead{font-size:15px;font-weight:650}.small{font-size:11px}.strong{font-weight:650}',
  '.muted{fill:var(--muted)}.bad{fill:var(--error)}.good{fill:var(--commit)}.slow{fill:var(--wait)}',
  '.page{fill:var(--bg)}.lane{fill:var(--lane);stroke:var(--line)}',
  '.card{fill:var(--card);stroke:var(--line)}.card.failed{fill:var(--errorfill);stroke:var(--error)}',
  '.hatch{fill:url(#hatch);stroke:var(--wait);stroke-dasharray:3 3}.hatchfill{fill:var(--waitfill)}.hatchline{stroke:var(--wait);opacity:.45}',
  '.waits,.wakes{stroke:var(--wait);fill:none;stroke-width:1.5;stroke-dasharray:5 3}.wakes{stroke-dasharray:1.5 3}.waitstip{fill:var(--wait)}',
  '.bracket{fill:none;stroke:var(--control);stroke-width:2}.bracket.committed{stroke:var(--commit)}',
  '.bracket.undone{stroke:var(--error);stroke-dasharray:4 3}.bracket.single{stroke-width:1;stroke-dasharray:1 3}',
  '.edge{fill:none;stroke-width:2.25}.tag{fill:var(--bg);stroke-width:1.25}.badge{fill:var(--bg);stroke-width:1.5}',
  ...kinds.map(kind => `.${kind}{--tone:var(--${kind})}`),
  ...conflicts.map(type => `.${type}{--tone:var(--${type})}`),
  '.tone{fill:var(--tone)}.ring{stroke:var(--tone)}',
].join('\n');

function variables(colours: Readonly<Record<string, string>>): string {
  return Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');
}
