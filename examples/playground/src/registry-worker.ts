/** The registry of the playground, in a worker: the program that a house runs, with the demo world, in memory. */
import { arki, createRegistryServer } from '@kaiku/registry';
import type { Choice, FromRegistry, ToRegistry } from './registry-messages.ts';

let aheadMs = 0;
const send = (message: FromRegistry, transfer: Transferable[] = []) => self.postMessage(message, { transfer });

const cards: readonly Choice[] = Object.values(arki.cards).map(({ code, fi, en }) => ({
  value: code,
  fi: `${code} · ${fi}`,
  en: `${code} · ${en}`,
}));
const shows: readonly Choice[] = Object.values(arki.shows)
  .filter(({ venue, inDays }) => venue === 'suvanto' && inDays === 0)
  .map(({ id, name, time }) => ({ value: id, fi: `${time} ${name}`, en: `${time} ${name}` }));

const starting = createRegistryServer({ now: () => Date.now() + aheadMs, keepCardsDays: 'forever' });
starting.then(
  () => send({ kind: 'ready', cards, shows }),
  (error: unknown) => send({ kind: 'failed', message: String(error) }),
);

self.addEventListener('message', async ({ data }: MessageEvent<ToRegistry>) => {
  if (data.kind === 'clock') {
    aheadMs = data.aheadMs;
    return;
  }
  const { app } = await starting;
  const { id, url, method, headers, body } = data;
  const hasBody = method !== 'GET' && method !== 'HEAD' && body.byteLength > 0;
  const answer = await app.fetch(
    new Request(url, {
      method,
      headers: headers.map(([name, value]) => [name, value] as [string, string]),
      body: hasBody ? body : null,
    }),
  );
  const copied = await answer.arrayBuffer();
  send({ kind: 'answer', id, status: answer.status, headers: [...answer.headers], body: copied }, [copied]);
});
