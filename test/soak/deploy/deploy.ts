/**
 * Walks through docs/deploy.md: runs its commands, as they are printed, on a clean Debian in a folder. Then a till records
 * through the proxy while a process is killed, and while the primary is killed and the page's failover runs.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../.tools/run.ts';
import { type CleanMachine, openCleanMachine } from './clean-machine.ts';

export interface DeploySoakReport {
  /** Blocks of commands that ran. */
  readonly blocks: number;
  /** Visits that the till was shown as recorded, and how many of them the registry had not confirmed yet. */
  readonly recorded: number;
  readonly provisional: number;
  readonly secondsToRun: number;
  /** The longest time between two confirmed visits while the primary was replaced, in seconds. */
  readonly failoverSeconds: number;
  /** Must be empty. */
  readonly violations: readonly string[];
}

interface Block {
  readonly heading: string;
  readonly commands: string;
}

/** Returns the blocks of commands of a page, with the heading that each is under. */
export function blocksOf(page: string): readonly Block[] {
  let heading = '';
  const blocks: Block[] = [];
  for (const [, title, commands] of page.matchAll(/^## (.*)$|^```sh\n([\s\S]*?)^```$/gm)) {
    if (title !== undefined) heading = title;
    else if (commands !== undefined) blocks.push({ heading, commands });
  }
  return blocks;
}

/** Cards that the till records, one every fifth of a second: longer than the failover takes. */
const cards = 300;

const prepare = `
psql "$(cat /etc/kaiku/database-url)" -v ON_ERROR_STOP=1 <<'SQL'
set search_path = kaiku;
insert into show (id, venue_id, name, kind, admission, starts_at, seats, cap)
values ('ilta', 'hamlet', 'Ilta', 'performance', 'once', now() + interval '1 hour', 1000, 900);
insert into card (code, status, valid_until_on, minors)
select 'A' || (700000000 + number), 'active', current_date + 365, 0 from generate_series(1, ${cards}) as number;
SQL
`;

export async function runDeploySoak({ say }: { readonly say: (line: string) => void }): Promise<DeploySoakReport> {
  const startedMs = performance.now();
  const blocks = blocksOf(readFileSync(path.join(root, 'docs/deploy.md'), 'utf8'));
  const setUp = blocks.filter(({ heading }) => /^\d/.test(heading));
  const failover = blocks.filter(({ heading }) => heading === 'Failover');
  const needsNetwork = ({ commands }: Block) => /^(apt-get|npm) /m.test(commands);
  const machine = await openCleanMachine(say);
  try {
    for (const { heading, commands } of setUp.filter(needsNetwork)) {
      say(`deploy, with the network: ${heading}`);
      await machine.runOnline(commands);
    }
    await machine.boot();
    for (const { heading, commands } of setUp.filter((block) => !needsNetwork(block))) {
      say(`deploy: ${heading}`);
      const output = await machine.run(commands);
      if (heading.includes('Doctor')) say(output);
    }
    await machine.run(prepare);
    const walked = await walkTill(machine, failover, say);
    return {
      blocks: setUp.length + failover.length,
      ...walked,
      secondsToRun: Math.round((performance.now() - startedMs) / 1000),
    };
  } finally {
    await machine.close();
  }
}

interface Shown {
  readonly atMs: number;
  readonly id: string;
  readonly outcome: string;
}

async function walkTill(machine: CleanMachine, failover: readonly Block[], say: (line: string) => void) {
  await machine.run(`cp /walk/till.mjs /opt/kaiku/till.mjs
    NODE_NO_WARNINGS=1 TOKEN="$token" CARDS=${cards} node /opt/kaiku/till.mjs > /walk/till.out 2> /walk/till.err & till=$!`);
  const shown = (): readonly Shown[] =>
    machine
      .read('walk/till.out')
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line));
  const until = async (count: number) => {
    while (shown().length < count && machine.read('walk/till.err') === '')
      await new Promise((resolve) => setTimeout(resolve, 100));
  };
  await until(20);
  say('deploy: one process is killed');
  await machine.run('kill -9 "$(cat /run/kaiku/87.pid)"');
  await until(60);
  say('deploy: the primary is killed');
  const [promotion, ...rest] = failover;
  await machine.run('kill -9 $(head -1 "/var/lib/postgresql/$version/main/postmaster.pid")');
  await machine.run(promotion?.commands ?? '');
  for (const { commands } of rest) await machine.run(commands);
  await machine.run('wait "$till"');
  const counted = await machine.run(
    `psql -At "$(cat /etc/kaiku/database-url)" -c "select id from kaiku.visit where state = 'counted'"`,
  );
  const rows = counted.trim().split('\n');
  const visits = shown().filter(({ outcome }) => outcome === 'confirmed' || outcome === 'provisional');
  const times = shown()
    .filter(({ outcome }) => outcome === 'confirmed')
    .map(({ atMs }) => atMs);
  return {
    recorded: visits.length,
    provisional: visits.filter(({ outcome }) => outcome === 'provisional').length,
    failoverSeconds:
      Math.round(Math.max(...times.slice(1).map((atMs, index) => atMs - (times[index] ?? atMs))) / 100) / 10,
    violations: [
      ...visits
        .filter(({ id }) => rows.filter((row) => row === id).length !== 1)
        .map(({ id }) => `The visit ${id} was lost.`),
      ...(rows.length > visits.length
        ? [`${rows.length - visits.length} visits were counted that the till did not show.`]
        : []),
      ...(visits.length < cards
        ? [`The till recorded ${visits.length} of ${cards}: ${machine.read('walk/till.err')}`]
        : []),
      ...(await runDoctor(machine)),
    ],
  };
}

/** Runs the page's doctor again. Returns what it finds. */
async function runDoctor(machine: CleanMachine): Promise<readonly string[]> {
  const block = blocksOf(readFileSync(path.join(root, 'docs/deploy.md'), 'utf8')).find(({ heading }) =>
    heading.includes('Doctor'),
  );
  const output = await machine.run(`(${block?.commands}) || true`);
  return output.split('\n').filter((line) => line.startsWith('WRONG'));
}
