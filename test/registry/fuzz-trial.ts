/** Sends requests that are generated from the registry's OpenAPI document and then damaged, and checks the responses. */
import { arki, type RegistryServer } from '@kaiku/registry';
import { createDrafts } from './fuzz-drafts.ts';
import { type Draft, damage } from './fuzz-mutations.ts';
import { createOracle } from './fuzz-oracle.ts';
import type { OpenApi } from './fuzz-schemas.ts';
import { createRandom } from './linearizability-random.ts';

/** A device of each venue that has shows. */
const tokens = [arki.tokens.boxOffice, arki.tokens.theatre, arki.tokens.swimmingHall];

export interface FuzzReport {
  readonly sent: number;
  /** The number of responses by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Responses that do not match the document, with their requests. Must be empty. */
  readonly wrong: readonly string[];
  /** Ids of rejected requests that the registry has stored. Must be empty. */
  readonly keptOfRefused: readonly string[];
}

/** Sends this many requests, one after another. The seed and the clock determine them and the responses. */
export async function runFuzz(registryServer: RegistryServer, seed: number, requests: number): Promise<FuzzReport> {
  const document = (await (await registryServer.app.request('/openapi.json')).json()) as OpenApi;
  const random = createRandom(seed);
  const draft = createDrafts(document, seed);
  const findFaults = createOracle(document);
  const before = await idsKept(registryServer);
  const wrong: string[] = [];
  const statuses: Record<string, number> = {};
  let [sent, accepted] = [0, ''];
  while (sent < requests) {
    const damaged = damage(draft(), random);
    const request = toRequest(damaged);
    if (request === undefined) continue; // no client could send it
    sent += 1;
    const response = await registryServer.app.fetch(request);
    statuses[response.status] = (statuses[response.status] ?? 0) + 1;
    wrong.push(
      ...(await findFaults(damaged, response)).map(
        (what) => `seed ${seed}, request ${sent}: ${what}\n  ${inWords(damaged)}`,
      ),
    );
    // A refusal by a rule is stored on purpose, so that a repetition gets the same refusal.
    if (response.status < 400 || response.status === 409) accepted += ` ${damaged.path} ${damaged.body ?? ''}`;
  }
  const keptOfRefused = [...(await idsKept(registryServer))].filter((id) => !before.has(id) && !accepted.includes(id));
  return { sent, statuses, wrong, keptOfRefused };
}

/** Returns the ids of all shows, visits and usages in the registry, including refused visits and unseen voids. */
async function idsKept({ store }: RegistryServer): Promise<ReadonlySet<string>> {
  const ids: string[] = [];
  for (const token of tokens) {
    const device = await store.device(token);
    if (device === undefined) throw new Error('The scenario has no such device.');
    for (const { id: showId } of await store.shows(device.venueId, '1970-01-01')) {
      const { visits = [] } = (await store.visits(device, showId, {})) ?? {};
      ids.push(showId, ...visits.flatMap(({ id, usages }) => [id, ...usages.map((usage) => usage.id)]));
    }
  }
  return new Set(ids);
}

/** Returns the request; `undefined` if the platform refuses to build it. */
function toRequest({ method, path, headers, body }: Draft): Request | undefined {
  try {
    const hasBody = body !== undefined && method !== 'GET' && method !== 'HEAD';
    return new Request(`http://registry.test${path}`, { method, headers, ...(hasBody && { body }) });
  } catch {
    return undefined;
  }
}

function inWords({ method, path, headers, body, done }: Draft): string {
  const key = headers['idempotency-key'];
  return `${done.join(', ')}: ${method} ${path.slice(0, 200)} (key ${key}) ${body?.slice(0, 600) ?? ''}`;
}
