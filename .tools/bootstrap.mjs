/**
 * Makes a fresh clone runnable, then hands over to the pinned Node:
 *   node .tools/bootstrap.mjs [--browser] SCRIPT [ARGS…]
 * The tests also get PostgreSQL's programs and a desktop of their own (Xvfb), by apt where they are missing.
 * Plain Node 20 or newer and its own modules only, because it runs before anything is installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const modules = path.join(root, 'node_modules');
const stampFile = path.join(modules, '.bootstrap.json');
const windows = process.platform === 'win32';
const args = process.argv.slice(2);
const wantsBrowser = args[0] === '--browser';
if (wantsBrowser) args.shift();
const isTest = ['.tools/test.ts', '.tools/soak.ts'].includes(args[0] ?? '');
const isBench = args[0] === '.tools/bench.ts';

const say = (sentence) => process.stderr.write(`[bootstrap] ${sentence}\n`);
const giveUp = (sentence) => {
  say(sentence);
  process.exit(1);
};

/** What must be installed: changes with the lockfile, the settings and the machine. */
function wantedStamp() {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', '.npmrc']) hash.update(readFileSync(path.join(root, file)));
  return `${process.platform}-${process.arch}-${hash.digest('hex')}`;
}

function installedStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8')).stamp;
  } catch {
    return '';
  }
}

function lockOwnerLives(lock) {
  try {
    const owner = Number(readFileSync(path.join(lock, 'pid'), 'utf8'));
    process.kill(owner, 0);
    return true;
  } catch (error) {
    if (error.code === 'EPERM') return true;
    if (error.code === 'ESRCH') return false;
  }
  try {
    return Date.now() - statSync(lock).mtimeMs < 5000; // its pid is still being written
  } catch {
    return false;
  }
}

/** One installer at a time, so that `npm start` and `npm test` may begin together. A lock whose owner died is taken over. */
async function withLock(task) {
  const lock = path.join(root, '.bootstrap.lock');
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!lockOwnerLives(lock)) rmSync(lock, { recursive: true, force: true });
    else await sleep(300);
  }
  writeFileSync(path.join(lock, 'pid'), String(process.pid));
  try {
    return task();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function npm(...words) {
  const cli = process.env.npm_execpath; // the npm that runs us, where one does
  const env = { ...process.env, NODE_ENV: '' };
  const run = /npm-cli\.js$/.test(cli ?? '')
    ? spawnSync(process.execPath, [cli, ...words], { cwd: root, stdio: 'inherit', env })
    : spawnSync(windows ? 'npm.cmd' : 'npm', words, { cwd: root, stdio: 'inherit', env, shell: windows });
  return run.status ?? 1;
}

function installPackages() {
  const stamp = wantedStamp();
  if (installedStamp() === stamp) return;
  say(existsSync(modules) ? 'the lockfile has changed: installing packages' : 'first run: installing packages');
  const status = npm('ci', '--include=dev', '--include=optional');
  if (status !== 0)
    giveUp(`npm ci failed (exit code ${status}); nothing was started. Is the package registry reachable?`);
  writeFileSync(stampFile, JSON.stringify({ stamp }));
}

/** The Node of this project: shipped inside a registry package, or the machine's own where it is new enough. */
function pinnedNode() {
  const folder = `node-${windows ? 'win' : process.platform}-${process.arch}`;
  const file = path.join(modules, folder, 'bin', windows ? 'node.exe' : 'node');
  if (existsSync(file)) return file;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return giveUp(
    `needs Node 24 or newer: this is ${process.version}, and no build for ${folder} is published. Install Node 24.`,
  );
}

const browserPlaces = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];
const findBrowser = () => browserPlaces.find((place) => place && existsSync(place));

const postgresVersions = '/usr/lib/postgresql';

/** The folder with a PostgreSQL server's programs: the one told, one of Debian's, or one of the path. */
function findPostgres() {
  const debian = existsSync(postgresVersions)
    ? readdirSync(postgresVersions).sort((a, b) => Number(b) - Number(a))
    : [];
  return [
    process.env.POSTGRES_BIN,
    ...debian.map((version) => path.join(postgresVersions, version, 'bin')),
    ...(process.env.PATH ?? '').split(path.delimiter),
  ].find((place) => place && holdsPostgres(place));
}

function holdsPostgres(place) {
  if (!['postgres', 'initdb'].every((name) => existsSync(path.join(place, name)))) return false;
  const { stdout } = spawnSync(path.join(place, 'postgres'), ['--version'], { encoding: 'utf8' });
  return Number(/\(PostgreSQL\) (\d+)/.exec(stdout ?? '')?.[1] ?? 0) >= 15;
}

/** What the tests of keys on a real desktop run: an X server without a screen, keys, and keyboard layouts. */
const desktopPrograms = ['Xvfb', 'xdotool', 'setxkbmap', 'xkbcomp'];
const holdsProgram = (name) =>
  (process.env.PATH ?? '').split(path.delimiter).some((place) => existsSync(path.join(place, name)));
const findDesktop = () => desktopPrograms.every(holdsProgram);

function asRoot(...words) {
  const [command, ...rest] = [...(process.getuid?.() === 0 ? [] : ['sudo', '-n']), ...words];
  return spawnSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

function apt(...words) {
  const env = ['env', 'DEBIAN_FRONTEND=noninteractive', 'UCF_FORCE_CONFFOLD=1'];
  return asRoot(...env, 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=300', ...words);
}

/** Debian's package makes a database and starts it, unless this file was there first. Tests start servers of their own. */
const clusterSettings = '/etc/postgresql-common/createcluster.conf';
const makeNoCluster = `mkdir -p ${path.dirname(clusterSettings)} && { test -e ${clusterSettings} || echo 'create_main_cluster = false' > ${clusterSettings}; }`;

/** What scripts need besides packages: how it is found, what apt calls it, and what to do where apt cannot bring it. */
const tools = {
  browser: {
    ...{ name: 'Chromium', find: findBrowser, packages: ['chromium', 'fonts-dejavu-core'] },
    instead: 'Install Chromium or Chrome, or set CHROMIUM_PATH to it.',
  },
  postgres: {
    ...{ name: 'PostgreSQL of version 15 or newer', find: findPostgres, packages: ['postgresql'] },
    prepare: makeNoCluster,
    instead: 'Install it, or set POSTGRES_BIN to the folder of its programs.',
  },
  desktop: {
    ...{ name: 'Xvfb with xdotool', find: findDesktop },
    packages: ['xvfb', 'xdotool', 'x11-xkb-utils', 'xkb-data'],
    instead: 'Install Xvfb, xdotool, setxkbmap and xkbcomp.',
  },
};

/** Installs what is missing in one run of apt-get; what cannot be had that way is missing afterwards too. */
function installWithApt(missing) {
  if (missing.length === 0 || !existsSync('/usr/bin/apt-get')) return;
  const names = missing.map(({ name }) => name).join(' and no ');
  say(`no ${names} found: installing with apt-get (about a minute)`);
  if (!apt('update')) say('apt-get update failed; going on with the package lists at hand');
  for (const { prepare } of missing) if (prepare) asRoot('sh', '-c', prepare);
  const install = (some) =>
    apt('install', '-y', '--no-install-recommends', ...some.flatMap(({ packages }) => packages));
  // What apt does not know must not keep the others out.
  if (!install(missing) && missing.length > 1) for (const tool of missing) install([tool]);
}

/**
 * Tests must have all of it: one that is skipped for want of a program proves nothing. Only a desktop of X is Linux' own.
 * Benches do without PostgreSQL where there is none.
 */
function provideTools() {
  const wanted = [
    ...(wantsBrowser ? [tools.browser] : []),
    ...(isTest || isBench ? [tools.postgres] : []),
    ...(isTest && process.platform === 'linux' ? [tools.desktop] : []),
  ];
  installWithApt(wanted.filter(({ find }) => !find()));
  const missing = wanted.filter(({ find }) => !find());
  for (const { name, instead } of missing) say(`no ${name} found, and it cannot be installed here. ${instead}`);
  if (missing.some((tool) => !(isBench && tool === tools.postgres))) giveUp('Nothing was started.');
  return { browser: findBrowser() ?? '', postgres: findPostgres() ?? '' };
}

const { browser, postgres } = await withLock(() => {
  installPackages();
  return provideTools();
});
const node = pinnedNode();

const env = {
  ...process.env,
  NODE: node,
  npm_node_execpath: node,
  CHROMIUM_PATH: browser,
  POSTGRES_BIN: postgres,
  PATH: [path.dirname(node), path.join(modules, '.bin'), process.env.PATH ?? ''].join(path.delimiter),
};
// The condition lets Node run the packages' TypeScript sources as they stand, without a build.
const child = spawn(node, ['--conditions=kaiku-source', '--disable-warning=ExperimentalWarning', ...args], {
  cwd: root,
  stdio: 'inherit',
  env,
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// A SIGTERM to `npm start` takes only npm and its shell with it: notice that we were orphaned.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) child.kill('SIGTERM');
}, 500).unref();
const signalNumbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 };
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 128 + (signalNumbers[signal] ?? 0)));
