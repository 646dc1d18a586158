/**
 * A registry process that is to be killed. `KAIKU_FOLDER` has its data, `KAIKU_PORT` is its port (0: any). It reports over
 * the channel to its parent where it listens and how far each HTTP request is. `KAIKU_FAULTS`, and each message of its parent,
 * is the seed of the faults from then on, or `none`.
 */
import { createRegistryServer, type Fault, listen } from '@kaiku/registry';
import { createRandom } from '../registry/linearizability-random.ts';
import type { Moment } from './registry.ts';
import { type Asked, askedBy, thirdOfAll } from './registry-world.ts';

/** A message of the child. */
export type Word =
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'asked'; readonly asked: Asked; readonly fault: Fault['kind'] | undefined }
  | { readonly kind: 'moment'; readonly moment: Moment }
  | { readonly kind: 'complaint'; readonly line: string };

const { KAIKU_FOLDER: folder = '', KAIKU_PORT: port = '0', KAIKU_FAULTS: faults = 'none' } = process.env;
// End with the parent in every case.
process.on('disconnect', () => process.exit());

const planned = new WeakMap<Request, Fault | undefined>();
const diceOf = (seed: unknown) => (seed === 'none' ? () => undefined : thirdOfAll(createRandom(Number(seed))));
let dice = diceOf(faults);
process.on('message', (seed) => {
  dice = diceOf(seed);
});

const registryServer = await createRegistryServer({
  database: { kind: 'folder', path: folder },
  // The parent has put the data into the folder.
  scenario: 'empty',
  lookUpLimits: 'none',
  chooseFault: (request) => planned.get(request),
  log: (line) => say({ kind: 'complaint', line }),
});
const listening = await listen({ fetch: observed } as Pick<typeof registryServer.app, 'fetch'>, { port: Number(port) });
say({ kind: 'listening', url: listening.url });

async function observed(request: Request, env: unknown): Promise<Response> {
  if (request.method === 'OPTIONS') return registryServer.app.fetch(request, env as never);
  const asked = await askedBy(request);
  const fault = dice();
  planned.set(request, fault);
  say({ kind: 'asked', asked, fault: fault?.kind });
  say({ kind: 'moment', moment: 'request' });
  const response = await registryServer.app.fetch(request, env as never);
  say({ kind: 'moment', moment: 'commit' });
  setImmediate(() => say({ kind: 'moment', moment: 'reply' }));
  return response;
}

function say(word: Word): void {
  if (process.connected) process.send?.(word);
}
