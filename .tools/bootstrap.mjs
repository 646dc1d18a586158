/**
 * Installs what a fresh clone lacks, then runs a script with the pinned Node:
 *   node .tools/bootstrap.mjs [--needs=TOOL,…] [--uses=TOOL,…] SCRIPT [ARGS…]
 * Tools are the keys of `tools` in programs.mjs. If one is missing, apt-get installs it, after a message that says so;
 * KAIKU_INSTALL=no declines. A script does not start without tools that it needs, but without those that it uses; `--browsers=` chooses these.
 * Runs on Node 22.13 or newer and imports only Node's own modules and programs.mjs, because nothing is installed yet.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { foundPrograms, tools } from './programs.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const modules = path.join(root, 'node_modules');
const stampFile = path.join(modules, '.bootstrap.json');
const windows = process.platform === 'win32';
const args = process.argv.slice(2);
const [needs, uses] = [toolsOf('--needs='), toolsOf('--uses=')];

/** Takes an option off the arguments. Returns the names of tools in it. */
function toolsOf(option) {
  return args[0]?.startsWith(option) ? args.shift().slice(option.length).split(',') : [];
}

const say = (sentence) => process.stderr.write(`[bootstrap] ${sentence}\n`);
const giveUp = (sentence) => {
  say(sentence);
  process.exit(1);
};

/** Identifies the packages to install: changes with the lockfile, npm's settings and the machine. */
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
    return Date.now() - statSync(lock).mtimeMs < 5000; // its owner may not have written its pid yet
  } catch {
    return false;
  }
}

/** Runs one installer at a time, so that `npm start` and `npm test` may begin together. Breaks the lock of a dead process. */
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
    return await task();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function npm(...words) {
  const cli = process.env.npm_execpath; // set if npm runs this script
  const env = { ...process.env, NODE_ENV: '' };
  const run = /npm-cli\.js$/.test(cli ?? '')
    ? spawnSync(process.execPath, [cli, ...words], { cwd: root, stdio: 'inherit', env })
    : spawnSync(windows ? 'npm.cmd' : 'npm', words, { cwd: root, stdio: 'inherit', env, shell: windows });
  return run.status ?? 1;
}

/** Returns the packages of this platform that npm could not check, because the lockfile has no hash of them. */
function packagesWithoutHash() {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const libc = process.report?.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
  const fits = (wanted, value) => wanted === undefined || wanted.includes(value);
  return Object.entries(packages)
    .filter(([place, { link, integrity }]) => place.includes('node_modules/') && !link && !integrity)
    .filter(([, { os, cpu }]) => fits(os, process.platform) && fits(cpu, process.arch))
    .filter(([, entry]) => process.platform !== 'linux' || fits(entry.libc, libc))
    .map(([place]) => place.split('node_modules/').at(-1));
}

function installPackages() {
  const stamp = wantedStamp();
  if (installedStamp() === stamp) return;
  const unchecked = packagesWithoutHash();
  if (unchecked.length > 0) {
    say(`package-lock.json has no hash of these packages for this platform: ${unchecked.join(', ')}.`);
    giveUp('Nothing was installed. `npm run lock` adds the hashes that your package registry has.');
  }
  say(existsSync(modules) ? 'The lockfile has changed: installing packages.' : 'First run: installing packages.');
  const status = npm('ci', '--include=dev', '--include=optional');
  if (status !== 0)
    giveUp(`npm ci failed (exit code ${status}). Nothing was started. Check that the package registry is reachable.`);
  writeFileSync(stampFile, JSON.stringify({ stamp }));
}

/** Returns the Node to run with: the one that a package of this project ships, else the machine's own from version 24. */
function pinnedNode() {
  const folder = `node-${windows ? 'win' : process.platform}-${process.arch}`;
  const file = path.join(modules, folder, 'bin', windows ? 'node.exe' : 'node');
  if (existsSync(file)) return file;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return giveUp(
    `Node 24 or newer is needed. This is ${process.version}, and no package ships a build for ${folder}. Install Node 24.`,
  );
}
const isRoot = process.getuid?.() === 0;

function asRoot(...words) {
  const [command, ...rest] = [...(isRoot ? [] : ['sudo', '-n']), ...words];
  return spawnSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

function apt(...words) {
  const env = ['env', 'DEBIAN_FRONTEND=noninteractive', 'UCF_FORCE_CONFFOLD=1'];
  return asRoot(...env, 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=300', ...words);
}

/** The time in which a person at a terminal can interrupt before apt-get starts. */
const interruptibleMs = 5_000;

/** Says what is about to be installed with the system's rights. Returns false if that is declined or impossible. */
async function announceInstall(missing) {
  if (missing.length === 0 || !existsSync('/usr/bin/apt-get')) return false;
  say(`Not found: ${missing.map(({ name }) => name).join(', ')}.`);
  if (process.env.KAIKU_INSTALL === 'no') return false;
  const packages = missing.flatMap(({ packages, unpacks }) => [...packages, ...(unpacks?.packages ?? [])]).join(' ');
  say(`Installing with ${isRoot ? 'apt-get, as root' : 'sudo apt-get'} (about a minute): ${packages}.`);
  say('To install nothing, run with KAIKU_INSTALL=no.');
  if (!process.stdin.isTTY) return true;
  say(`Starts in ${interruptibleMs / 1000} seconds. Ctrl-C stops.`);
  await sleep(interruptibleMs);
  return true;
}

/** Installs tools in one run of apt-get. A tool that apt-get cannot install is still missing afterwards. */
function installWithApt(missing) {
  if (!apt('update')) say('apt-get update failed. Continuing with the package lists of this machine.');
  for (const { prepare } of missing) if (prepare) asRoot('sh', '-c', prepare);
  const install = (some) =>
    apt('install', '-y', '--no-install-recommends', ...some.flatMap(({ packages }) => packages));
  // One unknown package fails the whole run: try the tools one by one.
  if (!install(missing) && missing.length > 1) for (const tool of missing) install([tool]);
  for (const { unpacks } of missing) if (unpacks) unpack(unpacks);
}

/** Unpacks packages into a folder of the project. If that fails, there is no such folder. */
function unpack({ packages, into }) {
  rmSync(into, { recursive: true, force: true });
  const part = `${into}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  const run = (program, ...words) =>
    spawnSync(program, words, { cwd: part, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  if (!run('apt-get', '-q', '-o', 'APT::Sandbox::User=root', 'download', ...packages)) return;
  for (const file of readdirSync(part)) {
    if (!run('dpkg-deb', '-x', file, '.')) return;
    rmSync(path.join(part, file));
  }
  renameSync(part, into);
}

/**
 * Finds or installs the script's tools. Ends the process if one that it needs is missing: a test that is skipped for lack
 * of a program proves nothing. Only Linux needs the desktop.
 */
async function provideTools() {
  const isOfThisSystem = (name) => name !== 'desktop' || process.platform === 'linux';
  const chosen = args
    .find((arg) => arg.startsWith('--browsers='))
    ?.slice('--browsers='.length)
    .split(',');
  const isChosen = (name) => !['firefox', 'webkit'].includes(name) || (chosen?.includes(name) ?? true);
  const wanted = [...needs, ...uses]
    .filter((name) => isOfThisSystem(name) && isChosen(name))
    .map((name) => tools[name]);
  const isMissing = ({ find }) => !find();
  const missing = wanted.filter(isMissing);
  if (await announceInstall(missing)) installWithApt(missing);
  for (const { name, instead } of missing.filter(isMissing)) say(`${name} is missing. ${instead}`);
  if (needs.filter(isOfThisSystem).some((name) => isMissing(tools[name]))) giveUp('Nothing was started.');
  return foundPrograms();
}

const programs = await withLock(() => {
  installPackages();
  return provideTools();
});
const node = pinnedNode();

const env = {
  ...process.env,
  NODE: node,
  npm_node_execpath: node,
  ...programs,
  PATH: [path.dirname(node), path.join(modules, '.bin'), process.env.PATH ?? ''].join(path.delimiter),
};
// With this condition Node runs the packages' TypeScript sources, without a build.
const child = spawn(node, ['--conditions=kaiku-source', '--disable-warning=ExperimentalWarning', ...args], {
  cwd: root,
  stdio: 'inherit',
  env,
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// A SIGTERM to `npm start` ends only npm and its shell: stop the script when this process is orphaned.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) child.kill('SIGTERM');
}, 500).unref();
const signalNumbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 };
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 128 + (signalNumbers[signal] ?? 0)));
