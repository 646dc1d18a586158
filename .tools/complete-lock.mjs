/**
 * `npm run lock`, to run after each change of a dependency: adds the platform packages that npm left out to
 * package-lock.json, and their hashes, if the package registry has them. Without the packages `npm ci` rejects the
 * lockfile; without its hash bootstrap.mjs does not install a package (docs/decisions/0003-toolchain.md).
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const packages = lock.packages;

const systems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'aix',
  'win32',
  'cygwin',
];
const processors = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32'];

/** Returns the platform that a package's name names (`@rollup/rollup-linux-x64-musl`); `undefined` if it names none. */
function platformOf(name) {
  const words = name.split('/').at(-1).split(/[-_.]/);
  const musl = words.some((word) => ['musl', 'musleabihf', 'linuxmusl'].includes(word));
  const gnu = words.some((word) => /^gnu(eabihf|abi64)?$/.test(word));
  const os = systems.filter((system) => words.includes(system) || (system === 'linux' && words.includes('linuxmusl')));
  const cpu = words.includes('wasm') ? ['wasm32'] : processors.filter((processor) => words.includes(processor));
  if (os.length === 0 && cpu.length === 0) return undefined;
  return {
    ...(os.length > 0 && { os }),
    ...(cpu.length > 0 && { cpu }),
    ...(musl ? { libc: ['musl'] } : gnu && os.includes('linux') ? { libc: ['glibc'] } : {}),
  };
}

/** True if the package at `from` finds `name` as Node does: in its own folder first, then upwards. */
function isListed(from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]) return true;
    if (folder === '' || !folder.includes('node_modules/')) return packages[`node_modules/${name}`] !== undefined;
  }
}

let added = 0;
for (const [place, { dev, optionalDependencies = {} }] of Object.entries({ ...packages })) {
  for (const [name, range] of Object.entries(optionalDependencies)) {
    const platform = platformOf(name);
    if (platform === undefined || isListed(place, name)) continue;
    packages[`node_modules/${name}`] = {
      version: range.replace(/^[\^~]/, ''),
      ...(dev && { dev }),
      optional: true,
      ...platform,
    };
    added += 1;
  }
}

/** Returns the hash that the registry has of a package's version; `undefined` if it does not have the package. */
function hashOf(place, version) {
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const words = ['view', `${name}@${version}`, 'dist.integrity'];
  const windows = process.platform === 'win32';
  const { stdout } = spawnSync(windows ? 'npm.cmd' : 'npm', words, { encoding: 'utf8', shell: windows });
  return /^sha512-[\w+/]+=*$/.exec(stdout?.trim() ?? '')?.[0];
}

const missing = [];
for (const [place, entry] of Object.entries(packages)) {
  if (!place.includes('node_modules/') || entry.link || entry.integrity) continue;
  const integrity = hashOf(place, entry.version);
  if (integrity === undefined) missing.push(place.slice('node_modules/'.length));
  else packages[place] = { version: entry.version, integrity, ...entry };
}

lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json: ${added} platform packages added`);
if (missing.length > 0)
  console.log(`No hash in the registry, so only other platforms may need them:\n  ${missing.join('\n  ')}`);
