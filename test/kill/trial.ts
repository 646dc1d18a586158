/**
 * Kills browsers, tabs and registries at random while their pages record visits over a network that fails a third of the
 * time. Then drains the device, and compares the registry with what the pages have reported.
 */
import { createRandom, type Random } from '../registry/linearizability-random.ts';
import { createClerks } from './clerks.ts';
import { codesOnDisk } from './codes-on-disk.ts';
import { tearCopy, tearDatabase } from './damage.ts';
import { type Device, startDevice, type Tab, waited } from './device.ts';
import { drain } from './drain.ts';
import type { Judgement, Tally } from './oracle.ts';
import type { PageOptions, StorageKind } from './orders.ts';
import { type Plan, planKill } from './plan.ts';
import type { Registry } from './registry.ts';
import { removeFolder, scratchFolder } from './scratch.ts';
import type { Stage } from './stage.ts';

export interface TrialOptions {
  readonly seed: number;
  readonly kills: number;
  readonly storage: StorageKind;
  /** After how many kills of the browser its files are torn: those of the database, and those of the copy. */
  readonly tears: 'never' | 'some' | 'always';
  /** `some`: outages now and then. `always`: one while each page is open. */
  readonly outages: 'some' | 'always';
}

export interface TrialReport extends Judgement, Tally {
  readonly seed: number;
  readonly kills: Readonly<Record<Plan['what'], number>>;
  readonly requests: number;
  readonly faulted: number;
  /** Visits and voids that the registry got again, and recognised. */
  readonly redelivered: number;
  /** Notices of requests that were voided after a kill. */
  readonly interrupted: number;
  /** Reports with a warning about missing numbers, although none was missing in the end. */
  readonly missingTold: number;
  /** How often the browser has logged that it deleted the database because of a torn write. */
  readonly thrownAway: number;
  /** Files torn on purpose, by kind of damage. */
  readonly torn: Readonly<Record<string, number>>;
  readonly gone: number;
  readonly behind: number;
  readonly unopened: number;
  /** Reports with a warning about lost entries. */
  readonly lostTold: number;
  /** Other violations. */
  readonly complaints: readonly string[];
  readonly tookMs: number;
}

/** Timers run ten times as fast: a timeout of 2.5 s takes 250 ms. */
const haste = 10;

/** Share of the browser's kills. */
const tearShares = { never: 0, some: 0.4, always: 1 };

/** How long clerks continue after a registry was killed. */
const outageMs = 300;

/** How long devices may take to reach it again. */
const findsItWithinMs = 1_500;

/** How long a page may take to start on a busy machine. */
const beginWithinMs = 20_000;

/**
 * A broken storage loses some of this number of visits. On a busy machine pages die before they lease tickets, and record few:
 * one has lost none of 12, others 6 of 27 and 39 of 58.
 */
const minVerdictsToLose = 40;

/** A trial in progress. */
interface Trial {
  readonly stage: Stage;
  readonly options: TrialOptions;
  readonly random: Random;
  /** The folder of the browser's profile. */
  readonly profile: string;
  readonly clerks: ReturnType<typeof createClerks>;
  /** Kills so far. */
  readonly done: Record<Plan['what'], number>;
  readonly torn: Record<string, number>;
  thrownAway: number;
  device: Device | undefined;
  tabs: readonly Tab[];
}

export async function runTrial(stage: Stage, options: TrialOptions): Promise<TrialReport> {
  const began = performance.now();
  const { registry, server } = stage;
  const { seed, kills, outages } = options;
  const random = createRandom(seed);
  const profile = scratchFolder('profile');
  await registry.begin();
  const clerks = createClerks(registry, random);
  server.onReport = clerks.hear;
  const trial: Trial = {
    ...{ stage, options, random, profile, clerks, done: { browser: 0, tab: 0, registry: 0 }, torn: {}, thrownAway: 0 },
    ...{ device: undefined, tabs: [] },
  };
  try {
    registry.fail(random);
    for (let nth = 0; nth < kills || (nth < 3 * kills && !isMeaningful(trial)); nth += 1)
      await killOnce(trial, planKill(random, outages, registry.isMortal && nth % 2 === 0 ? 'registry' : 'device'));
    clerks.stop();
    await trial.device?.close();
    lookForCodes(trial, 'closed');
    registry.fail(undefined);
    await registry.comeBack();
    return { ...(await reportOf(trial)), tookMs: performance.now() - began };
  } finally {
    await trial.device?.kill();
    server.onReport = async () => ({ do: 'rest' });
    removeFolder(profile);
  }
}

/**
 * Returns whether there were enough verdicts, any repeated delivery and, if files are torn, any damage: a trial without them
 * shows nothing, and so continues. A page finds damage by its copy; without one, the browser's log says that it deleted a
 * database.
 */
function isMeaningful({ clerks, stage, options: { tears, storage }, thrownAway }: Trial): boolean {
  const { confirmed, provisional } = clerks.oracle.tally();
  const damaged = storage === 'without-copy' ? thrownAway : clerks.gone + clerks.behind;
  const isDamaged = tears === 'never' || damaged > 0;
  const enough = storage === 'real' ? 1 : minVerdictsToLose;
  return isDamaged && confirmed + provisional >= enough && stage.registry.counts.redelivered > 0;
}

async function killOnce(trial: Trial, plan: Plan): Promise<void> {
  const { stage, clerks, profile } = trial;
  const { registry } = stage;
  await (plan.network === 'gone' ? registry.leave() : registry.comeBack());
  trial.device ??= await startDevice(profile, () => noteThrownAway(trial));
  while (trial.tabs.length < plan.tabs) await openTab(trial, plan, trial.device);
  // Let the devices notice the restart; otherwise several kills are one long outage.
  if (registry.isMortal) await Promise.race([clerks.nextConfirmed(), waited(findsItWithinMs)]);
  const leaving = plan.network === 'goes' ? setTimeout(() => void registry.leave(), plan.goesAfterMs) : undefined;
  await atItsMoment({ plan, registry, clerks }, () => strike(trial, plan.what));
  clearTimeout(leaving);
}

async function openTab(trial: Trial, { show, lanes }: Plan, on: Device): Promise<void> {
  const { stage, options, random, clerks, done, tabs } = trial;
  const { registry, server } = stage;
  const name = `tab-${done.browser + done.tab + done.registry}-${tabs.length}-${random.below(1e9)}`;
  const { storage } = options;
  const page: PageOptions = { tab: name, show: registry.shows[show], does: 'admit', lanes, haste, storage };
  const begun = clerks.firstWordOf(name);
  trial.tabs = [...tabs, await on.open(server.address(page))];
  if (!(await Promise.race([begun.then(() => true), waited(beginWithinMs).then(() => false)])))
    clerks.complain(`A page did not start within ${beginWithinMs} ms.`);
}

async function strike(trial: Trial, what: Plan['what']): Promise<void> {
  trial.done[what] += 1;
  if (what === 'registry') return restartRegistry(trial);
  if (what === 'browser') {
    const killed = trial.device?.kill();
    trial.device = undefined;
    trial.tabs = [];
    await killed;
    lookForCodes(trial, 'killed');
    return tear(trial);
  }
  const victim = trial.random.pick(trial.tabs);
  trial.tabs = trial.tabs.filter((tab) => tab !== victim);
  return victim?.crash();
}

async function restartRegistry({ stage: { registry }, clerks }: Trial): Promise<void> {
  await registry.leave();
  // Clerks continue for a short time only; on a busy machine the restart may take much longer.
  const resting = setTimeout(() => clerks.rest(true), outageMs);
  await registry.comeBack();
  clearTimeout(resting);
  clerks.rest(false);
}

/** Looks for card codes in clear in all files of a browser that has ended. */
function lookForCodes({ profile, clerks }: Pick<Trial, 'profile' | 'clerks'>, how: string): void {
  const found = codesOnDisk(profile, clerks.codes);
  if (found.length > 0) clerks.complain(`Card codes in clear on the disk of a ${how} browser: ${found.join(', ')}.`);
}

/** Tears the files of the killed browser. */
function tear({ options, random, profile, torn }: Trial): void {
  const share = tearShares[options.tears];
  const what = random.chance(share) ? tearDatabase(profile, random) : undefined;
  if (what !== undefined) torn[what] = (torn[what] ?? 0) + 1;
  if (random.chance(share) && tearCopy(profile, random)) torn['half a record'] = (torn['half a record'] ?? 0) + 1;
}

function noteThrownAway(trial: Trial): void {
  trial.thrownAway += 1;
}

/** Drains the device and compares the registry with what the pages have reported. */
async function reportOf(trial: Trial): Promise<Omit<TrialReport, 'tookMs'>> {
  const { stage, options, profile, clerks, done, torn } = trial;
  const { registry, server } = stage;
  const { oracle } = clerks;
  const { seed, storage } = options;
  const onThrownAway = () => noteThrownAway(trial);
  const drained = await drain({ profile, registry, server, oracle, onThrownAway, storage });
  lookForCodes(trial, 'drained');
  const { rows, taken } = await registry.rows();
  const judgement = oracle.judge(rows, taken);
  const { missingTold, gone, behind, unopened, lostTold } = clerks;
  const complaints = [...clerks.complaints, ...registry.complaints];
  if (lostTold > 0) complaints.push('A loss was shown.');
  return {
    ...{ seed, kills: done, ...oracle.tally(), ...judgement, ...registry.counts },
    ...{ interrupted: drained.interrupted, missingTold },
    ...{ thrownAway: trial.thrownAway, torn, gone, behind, unopened, lostTold },
    complaints: [...complaints, ...drained.complaints],
  };
}

/** Strikes at the moment that the plan names, before anything else can happen. */
async function atItsMoment(
  { plan, registry, clerks }: { plan: Plan; registry: Registry; clerks: ReturnType<typeof createClerks> },
  strike: () => Promise<void>,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let left = plan.nth;
    let struck = false;
    const now = () => {
      if (struck) return;
      struck = true;
      clearTimeout(atMost);
      registry.look = () => {};
      clerks.look = () => {};
      strike().then(resolve, reject);
    };
    const count = () => {
      left -= 1;
      if (left !== 0) return;
      if (plan.lagMs === 0) now();
      else setTimeout(now, plan.lagMs);
    };
    const atMost = setTimeout(now, plan.atMostMs);
    if (plan.at === 'told') clerks.look = count;
    else if (plan.at !== 'any')
      registry.look = (moment) => {
        if (moment === plan.at) count();
      };
  });
}

export function inWords(report: TrialReport): string {
  const { kills, confirmed, provisional, declined, undone, untold, requests, faulted, redelivered } = report;
  const share = Math.round((100 * faulted) / Math.max(1, requests));
  return [
    `seed ${report.seed}: ${kills.browser} browsers, ${kills.tab} tabs and ${kills.registry} registries killed in ${Math.round(report.tookMs / 1000)} s`,
    `${confirmed + provisional} visits acknowledged (${provisional} of them on the device), ${declined} declined, ${undone} undone, ${untold} without a verdict, ${report.interrupted} voided after a restart`,
    `${requests} requests, ${share} % of them failed, ${redelivered} redeliveries, ${report.missingTold} warnings of missing numbers`,
    ...(Object.keys(report.torn).length + report.thrownAway > 0 ? [damageInWords(report)] : []),
    `lost ${report.lost.length}, counted wrongly ${report.wrong.length}, phantoms ${report.phantoms.length}, duplicates ${report.duplicates.length}`,
  ].join('; ');
}

function damageInWords({ torn, thrownAway, gone, behind, unopened, lostTold }: TrialReport): string {
  const done = Object.entries(torn).map(([what, times]) => `${what} ${times}`);
  return `torn: ${done.join(', ')}; ${thrownAway} databases deleted by the browser, ${gone} found gone, ${behind} behind, ${unopened} not opened at first, ${lostTold} losses shown`;
}
