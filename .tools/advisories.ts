/**
 * `npm run advisories`: asks the package registry for known advisories about the packages of package-lock.json, and writes
 * them with the date to advisories.json. `npm test` reads only that file, so it has the same result for everyone until a
 * commit changes it. An advisory is open until the package is updated or the file says why it is `accepted`.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './run.ts';

interface Advisory {
  readonly id: string;
  readonly package: string;
  readonly severity: string;
  readonly title: string;
  readonly url: string;
  /** The installed versions that it concerns. */
  readonly versions: readonly string[];
  /** Why it does not concern this project. */
  readonly accepted?: string;
}

/** What `npm audit --json` prints. */
interface Audit {
  readonly vulnerabilities?: Readonly<Record<string, Vulnerability>>;
  readonly message?: string;
}

interface Vulnerability {
  readonly nodes: readonly string[];
  /** A name refers to the dependency that is concerned. */
  readonly via: readonly (string | Omit<Advisory, 'id' | 'package' | 'versions'>)[];
}

const file = path.join(root, '.tools/advisories.json');
const known = JSON.parse(readFileSync(file, 'utf8')) as { checkedOn: string | null; advisories: readonly Advisory[] };
const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
  packages: Readonly<Record<string, { version?: string }>>;
};

const windows = process.platform === 'win32';
const { stdout } = spawnSync(windows ? 'npm.cmd' : 'npm', ['audit', '--json'], {
  ...{ cwd: root, encoding: 'utf8', shell: windows, maxBuffer: 64 * 2 ** 20 },
});
const audit = JSON.parse(stdout || '{}') as Audit;
if (audit.vulnerabilities === undefined) {
  console.log(`Nothing was checked: ${audit.message ?? 'npm audit printed no result'}.`);
  console.log(`The list of advisories was last checked ${known.checkedOn ?? 'never'}.`);
} else {
  const advisories = Object.entries(audit.vulnerabilities).flatMap(toAdvisories);
  const checkedOn = new Date().toISOString().slice(0, 10);
  writeFileSync(file, `${JSON.stringify({ checkedOn, advisories }, null, 2)}\n`);
  const open = advisories.filter(({ accepted }) => accepted === undefined);
  for (const { severity, package: name, title, url } of open) console.error(`${severity} ${name}: ${title} ${url}`);
  console.log(`${open.length} open advisories, ${advisories.length - open.length} accepted.`);
  process.exitCode = open.length === 0 ? 0 : 1;
}

function toAdvisories([name, { nodes, via }]: [string, Vulnerability]): Advisory[] {
  const versions = [...new Set(nodes.flatMap((place) => lock.packages[place]?.version ?? []))];
  return via.flatMap((advisory) => {
    if (typeof advisory === 'string') return [];
    const { severity, title, url } = advisory;
    const id = url.split('/').at(-1) ?? url;
    const accepted = known.advisories.find((one) => one.id === id && one.package === name)?.accepted;
    return [{ id, package: name, severity, title, url, versions, ...(accepted !== undefined && { accepted }) }];
  });
}
