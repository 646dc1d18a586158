/**
 * Ten thousand requests made from the register's own OpenAPI document and then spoilt. None makes it fail, every answer is
 * one that the document knows, nothing inside is told, and what was refused has left nothing behind.
 * `KAIKU_SEED=…` repeats a run.
 */
import { createSandbox, type Sandbox } from '@kaiku/sandbox';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDrafts } from './fuzz-drafts.ts';
import { createJudge } from './fuzz-judge.ts';
import { type Draft, spoil } from './fuzz-mutations.ts';
import type { OpenApi } from './fuzz-schemas.ts';
import { createRandom } from './linearizability-random.ts';

const requests = 10_000;
const seed = Number(process.env.KAIKU_SEED ?? Date.now() % 1_000_000);
const venues = ['suvanto', 'kaarna', 'poukama'];

let sandbox: Sandbox;
const complaints: string[] = [];

beforeAll(async () => {
  const now = () => Date.parse('2026-11-20T10:00:00Z');
  sandbox = await createSandbox({ now, lookUpLimits: 'none', log: (line) => complaints.push(line) });
});
afterAll(() => sandbox?.close());

it(`answers ${requests} spoilt requests as its document says, and keeps nothing of what it refuses (seed ${seed})`, async () => {
  const document = (await (await sandbox.app.request('/openapi.json')).json()) as OpenApi;
  const random = createRandom(seed);
  const draft = createDrafts(document, seed);
  const judge = createJudge(document);
  const before = await idsKept();
  const wrong: string[] = [];
  const statuses: Record<string, number> = {};
  let [sent, accepted] = [0, ''];
  while (sent < requests) {
    const spoilt = spoil(draft(), random);
    const request = toRequest(spoilt);
    if (request === undefined) continue; // no client could send it
    sent += 1;
    const response = await sandbox.app.fetch(request);
    statuses[response.status] = (statuses[response.status] ?? 0) + 1;
    wrong.push(...(await judge(spoilt, response)).map((what) => `${what}\n  ${inWords(spoilt)}`));
    // What a rule refuses is kept on purpose: the same ask is refused again.
    if (response.status < 400 || response.status === 409) accepted += ` ${spoilt.path} ${spoilt.body ?? ''}`;
  }
  console.log(`${sent} requests, by status ${JSON.stringify(statuses)}`);
  expect(wrong.slice(0, 10)).toEqual([]);
  expect(complaints).toEqual([]);
  const keptOfRefused = [...(await idsKept())].filter((id) => !before.has(id) && !accepted.includes(id));
  expect(keptOfRefused).toEqual([]);
  // It could not have passed by refusing, or by admitting, everything.
  expect(Math.min(statuses[201] ?? 0, statuses[200] ?? 0, statuses[400] ?? 0, statuses[409] ?? 0)).toBeGreaterThan(20);
});

/** Ids of all shows and usages that the register has. */
async function idsKept(): Promise<ReadonlySet<string>> {
  const shows = (await Promise.all(venues.map((venue) => sandbox.store.shows(venue)))).flat();
  const usages = await Promise.all(shows.map(({ id }) => sandbox.store.usages(id)));
  return new Set([...shows, ...usages.flat()].map(({ id }) => id));
}

/** The request; `undefined` where the platform refuses to make such a one. */
function toRequest({ method, path, headers, body }: Draft): Request | undefined {
  try {
    const hasBody = body !== undefined && method !== 'GET' && method !== 'HEAD';
    return new Request(`http://register.test${path}`, { method, headers, ...(hasBody && { body }) });
  } catch {
    return undefined;
  }
}

function inWords({ method, path, headers, body, done }: Draft): string {
  const key = headers['idempotency-key'];
  return `${done.join(', ')}: ${method} ${path.slice(0, 200)} (key ${key}) ${body?.slice(0, 600) ?? ''}`;
}
