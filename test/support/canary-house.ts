/** A house whose cards are canaries: codes that must be found in the registry and nowhere else. */
import { serveStatic } from '@hono/node-server/serve-static';
import { createRegistryServer, type Listening, listen, type RegistryServer } from '@kaiku/registry';
import { openWire, type Wire } from '@kaiku/testkit';
import { Hono } from 'hono';
import { documentedHeaders } from '../../.tools/documented-headers.ts';
import { nowMs } from './clock.ts';

/** As it is printed, typed, grouped to be read aloud, or in an address. */
export const canaryCode = /[AYX]\s?999\s?777\s?\d{3}/i;

/** A card for each journey: a card counts once for a show. No such card is registered. */
export const canaries = {
  camera: 'A999777101',
  reader: 'A999777102',
  typed: 'A999777103',
  sold: 'A999777104',
  undone: 'A999777105',
  outage: 'A999777106',
  worker: 'Y999777107',
  client: 'A999777108',
  moved: 'A999777109',
  onPaper: 'A999777110',
  imported: 'A999777111',
  reserved: 'A999777112',
  refused: 'A999777113',
} as const;

export const tokens = { till: 'canary-till', manager: 'canary-manager' } as const;
/** The ids of the shows. The small one has no ticket for a card. */
export const shows = { evening: 'ilta', small: 'pieni' } as const;

export interface CanaryHouse {
  readonly store: RegistryServer['store'];
  readonly wire: Wire;
  /** The registry's log. */
  readonly log: readonly string[];
  /** The venue's own site: `/page/<show>/<how>` has the element with a token. */
  readonly site: Listening;
  close(): Promise<void>;
}

export async function openCanaryHouse(): Promise<CanaryHouse> {
  const log: string[] = [];
  const { app, store, close } = await createRegistryServer({
    ...({ scenario: 'empty', cards: 'not-checked', logsRequests: true, now: nowMs } as const),
    log: (line) => log.push(line),
  });
  const facts = { venueId: 'house', kind: 'performance', startsAt: '2026-11-20T17:00:00.000Z', seats: 100 } as const;
  await store.seed({
    venues: [{ id: 'house', name: 'Hamlet-teatteri' }],
    devices: [
      { id: 'kassa', venueId: 'house', name: 'Kassa', token: tokens.till, role: 'till' },
      { id: 'toimisto', venueId: 'house', name: 'Toimisto', token: tokens.manager, role: 'manager' },
    ],
    shows: [
      { id: shows.evening, name: 'Ilta jokirannalla', cap: null, ...facts },
      { id: shows.small, name: 'Pieni näyttämö', cap: 0, ...facts },
    ],
  });
  const wire = openWire(app, await listen(app));
  const site = await listen(housePages(wire.url));
  return {
    ...{ store, wire, log, site },
    async close() {
      await site.close();
      await wire.put(false);
      await close();
    },
  };
}

/** Returns the site of the house: the one-file element under the documented headers. */
function housePages(registry: string): Hono {
  const headers = documentedHeaders('Headers for the page', registry);
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of headers) context.header(name, value);
  });
  app.get('/page/:show/:how', (context) => {
    const { show, how } = context.req.param();
    return context.html(`<!doctype html><html lang="en"><title>Till</title><link rel="icon" href="data:,">
      <script type="module" src="/kaiku-scanner.js"></script>
      <kaiku-scanner registry="${registry}" show="${show}" records-as="${how}"></kaiku-scanner>
      <script type="module" src="/token.js"></script>`);
  });
  app.get('/token.js', (context) =>
    context.body(`document.querySelector('kaiku-scanner').token = '${tokens.till}';`, 200, {
      'Content-Type': 'text/javascript',
    }),
  );
  return app.use(serveStatic({ root: 'packages/scanner/dist/bundle' }));
}
