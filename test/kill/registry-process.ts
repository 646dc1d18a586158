/**
 * A registry in its own process with its data in a folder, so that it can be killed at any moment.
 * Its data is read from the folder after the last kill, so that nothing that was only in memory counts.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createRegistryServer } from '@kaiku/registry';
import { createRandom, type Random } from '../registry/linearizability-random.ts';
import { fillFromImage } from '../support/database-image.ts';
import { questionsTo, type Registry, rowsOf } from './registry.ts';
import type { Word } from './registry-child.ts';
import { cardsFrom, createCounting, showsCalled, token } from './registry-world.ts';
import { removeFolder, scratchFolder } from './scratch.ts';

const entry = fileURLToPath(new URL('./registry-child.ts', import.meta.url));
const shows = { open: 'open', capped: 'capped' };

/** More than a trial uses. */
const manyCards = 1_200;

/** How long a start may take on a busy machine. */
const timeoutMs = 60_000;

/** For one trial only: it has its shows from the start. */
export async function openRegistryProcess(): Promise<Registry> {
  const folder = scratchFolder('registry');
  await fillFromImage(folder);
  const cards = cardsFrom(0, manyCards);
  const registryServer = await createRegistryServer({ database: { kind: 'folder', path: folder } });
  await registryServer.store.seed({ shows: showsCalled(shows), cards });
  await registryServer.close();

  const codes = cards.map(({ code }) => code);
  const counting = createCounting();
  const complaints: string[] = [];
  let dice: Random | undefined;
  /** Returns the seed of the next process: each has its own random faults. */
  const nextSeed = () => (dice === undefined ? 'none' : String(dice.below(2 ** 31)));
  let child: ChildProcess | undefined;
  let [port, url] = ['0', ''];

  async function comeBack(): Promise<void> {
    if (child !== undefined) return;
    const started = startProcess({ KAIKU_FOLDER: folder, KAIKU_PORT: port, KAIKU_FAULTS: nextSeed() }, hear);
    child = started.child;
    url = await started.url;
    port = new URL(url).port;
  }
  function hear(word: News): void {
    if (word.kind === 'complaint') complaints.push(word.line);
    else if (word.kind === 'asked') counting.count(word.asked, word.fault);
    else registry.look(word.moment);
  }
  async function kill(): Promise<void> {
    const dying = child;
    child = undefined;
    if (dying === undefined || dying.exitCode !== null) return;
    const exited = once(dying, 'exit');
    dying.kill('SIGKILL');
    await exited;
  }

  await comeBack();
  const registry: Registry = {
    url,
    token,
    shows,
    isMortal: true,
    async begin() {},
    // Its own random numbers: how many requests arrive is not part of a plan, and must not change it.
    fail(random) {
      dice = random && createRandom(random.below(2 ** 31));
      child?.send(nextSeed());
    },
    look: () => {},
    counts: counting.counts,
    complaints,
    leave: kill,
    comeBack,
    async drawCard() {
      const code = codes.pop();
      if (code === undefined) throw new Error('All cards of the trial are used.');
      return code;
    },
    async rows() {
      await kill();
      const left = await createRegistryServer({ database: { kind: 'folder', path: folder } });
      return rowsOf(left.store, shows).finally(() => left.close());
    },
    ...questionsTo(url),
    async close() {
      await kill();
      removeFolder(folder);
    },
  };
  return registry;
}

/** What the process reports once it listens. */
type News = Exclude<Word, { kind: 'listening' }>;

/** Starts the process. `url` resolves when it listens. */
function startProcess(
  settings: Readonly<Record<string, string>>,
  hear: (news: News) => void,
): { readonly child: ChildProcess; readonly url: Promise<string> } {
  const child = spawn(process.execPath, ['--conditions=kaiku-source', '--disable-warning=ExperimentalWarning', entry], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const url = new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('The registry has not started in time.')), timeoutMs);
    child.on('message', (word: Word) => {
      if (word.kind === 'listening') {
        clearTimeout(late);
        resolve(word.url);
      } else hear(word);
    });
    child.once('exit', () => reject(new Error('The registry ended before it listened.')));
  });
  return { child, url };
}
