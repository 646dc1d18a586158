/**
 * `npm run lock`, after each change of a dependency: adds to package-lock.json the platform packages the registry did
 * not list, so that `npm ci` accepts the lock it wrote itself (docs/decisions/0003-toolchain.md). Touches no network.
 */
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

/** The platform a package is for, read off its name (`@rollup/rollup-linux-x64-musl`); `undefined` where it names none. */
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

/** Whether a package that stands at `from` finds `name`, as Node looks for it: its own folder first, then upwards. */
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
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json: ${added} platform packages added`);
