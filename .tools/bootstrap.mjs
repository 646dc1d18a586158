/**
 * Makes a fresh clone runnable, then hands over to the pinned Node:
 *   node .tools/bootstrap.mjs [--browser] SCRIPT [ARGS…]
 * Plain Node 20 or newer and its own modules only, because it runs before anything is installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

function installBrowser() {
  const cannot =
    'no Chromium found, and it cannot be installed here: install Chromium or Chrome, or set CHROMIUM_PATH to it.';
  if (!existsSync('/usr/bin/apt-get')) return giveUp(cannot);
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const apt = (...words) => {
    const [command, ...rest] = [
      ...sudo,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      '-q',
      '-o',
      'DPkg::Lock::Timeout=300',
      ...words,
    ];
    return spawnSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  };
  say('no Chromium found: installing it with apt-get (about a minute)');
  if (!apt('update')) say('apt-get update failed; going on with the package lists at hand');
  apt('install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
  return findBrowser() ?? giveUp(cannot);
}

const browser = await withLock(() => {
  installPackages();
  return findBrowser() ?? (wantsBrowser ? installBrowser() : '');
});
const node = pinnedNode();

const env = {
  ...process.env,
  NODE: node,
  npm_node_execpath: node,
  CHROMIUM_PATH: browser,
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
