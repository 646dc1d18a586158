/** What npm installs: each package is checked by its hash, has a licence we accept, and no known advisory. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { read, root } from './repository.ts';

/** A package of package-lock.json. */
interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Advisories {
  readonly advisories: readonly {
    readonly id: string;
    readonly package: string;
    readonly versions: readonly string[];
    readonly accepted?: string;
  }[];
}

const { packages } = JSON.parse(read('package-lock.json')) as { packages: Readonly<Record<string, Locked>> };
const fromRegistry = Object.entries(packages).filter(([place, { link }]) => place.includes('node_modules/') && !link);
const nameOf = (place: string) => place.split('node_modules/').at(-1) ?? '';

describe('package-lock.json', () => {
  it('has a hash of every package that a machine of CI can install', () => {
    const machines = [
      { os: 'linux', cpu: 'x64', libc: 'glibc' },
      { os: 'linux', cpu: 'arm64', libc: 'glibc' },
    ];
    const fits = (wanted: readonly string[] | undefined, value: string) => wanted?.includes(value) ?? true;
    const isInstalled = ({ os, cpu, libc }: Locked) =>
      machines.some((machine) => fits(os, machine.os) && fits(cpu, machine.cpu) && fits(libc, machine.libc));
    const without = fromRegistry.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'));
    // Other platforms: bootstrap.mjs rejects them there until `npm run lock` has added the hash.
    expect(without.filter(([, entry]) => !entry.optional || isInstalled(entry)).map(([place]) => place)).toEqual([]);
  });

  it('names no address: packages come from the configured registry or from this repository', () => {
    const named = Object.entries(packages).filter(([, { resolved, link }]) => resolved !== undefined && !link);
    expect(named.map(([place, { resolved }]) => `${place}: ${resolved}`)).toEqual([]);
    const others = Object.entries(packages).flatMap(([place, { dependencies, optionalDependencies }]) =>
      Object.entries({ ...dependencies, ...optionalDependencies })
        .filter(([, range]) => /[/:]/.test(range.replace(/^npm:(@[\w-]+\/)?[\w.-]+@/, '')))
        .map(([name, range]) => `${place} ${name}: ${range}`),
    );
    expect(others).toEqual([]);
  });
});

/** Licences of what a user of a published package installs. They allow any use, also in closed programs. */
const published = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'BlueOak-1.0.0', 'Python-2.0'];

/** Further licences of what only this repository runs. None of it is part of a published package. */
const alsoHere = [
  'CC0-1.0',
  'CC-BY-3.0',
  'MIT AND CC-BY-3.0',
  'CC-BY-4.0',
  'MPL-2.0',
  'OFL-1.1',
  'LGPL-2.1+',
  'LGPL-3.0-or-later',
];

/** Packages whose licence is only in their readme. */
const namedElsewhere: Readonly<Record<string, string>> = { only: 'MIT' };

/** Returns the licences that a package of the tree may be used under; a choice if it offers several. */
function licencesOf(place: string): readonly string[] {
  const { license } = JSON.parse(read(`${place}/package.json`)) as { license?: string };
  const name = license ?? namedElsewhere[nameOf(place)] ?? 'none';
  return name.replace(/^\(|\)$/g, '').split(' OR ');
}

/** Returns the places of everything that a package depends on, as Node finds it: in its own folder first, then upwards. */
function dependenciesOf(start: string): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (from: string) => {
    const { dependencies, optionalDependencies } = packages[from] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const place = placeOf(from, name);
      if (place === undefined || found.has(place)) continue;
      found.add(place);
      add(packages[place]?.link ? (packages[place].resolved ?? '') : place);
    }
  };
  add(start);
  return found;
}

function placeOf(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const place = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (packages[place] !== undefined) return place;
    if (folder === '') return undefined;
  }
}

const refused = (places: Iterable<string>, accepted: readonly string[]) =>
  [...places]
    .filter((place) => !packages[place]?.link && existsSync(path.join(root, place)))
    .filter((place) => !licencesOf(place).some((licence) => accepted.includes(licence)))
    .map((place) => `${place}: ${licencesOf(place).join(' OR ')}`);

describe('the licences', () => {
  it.each(['capture', 'client', 'registry', 'scanner', 'testkit', 'house'])(
    'of what @kaiku/%s depends on allow any use',
    (name) => {
      expect(refused(dependenciesOf(`packages/${name}`), published)).toEqual([]);
    },
  );

  it('of everything installed allow us to build and test with it', () => {
    const all = fromRegistry.map(([place]) => place);
    expect(all.filter((place) => existsSync(path.join(root, place))).length).toBeGreaterThan(500);
    expect(refused(all, [...published, ...alsoHere])).toEqual([]);
  });
});

describe('the advisories', () => {
  it('of .tools/advisories.json concern no version that is installed, or are accepted with a reason', () => {
    const { advisories } = JSON.parse(read('.tools/advisories.json')) as Advisories;
    const open = advisories
      .filter(({ accepted = '' }) => accepted.length < 20)
      .filter((one) => fromRegistry.some(([place, { version = '' }]) => isConcerned(one, place, version)));
    expect(open.map(({ id, package: name }) => `${id}: ${name}`)).toEqual([]);
  });
});

function isConcerned(
  { package: name, versions }: Advisories['advisories'][number],
  place: string,
  version: string,
): boolean {
  return nameOf(place) === name && versions.includes(version);
}
