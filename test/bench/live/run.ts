/** The benchmark of live places: a visit at one till, until another till and a page show the places left. */
import { createDesk, type Desk, memoryStorage } from '@kaiku/client';
import { ShowsEvent } from '@kaiku/client/offline-contract';
import { arki, createRegistryServer, listen } from '@kaiku/registry';
import { createParser } from 'eventsource-parser';
import { uniform } from '../../../packages/testkit/src/random.ts';
import { quantile } from '../../support/quantile.ts';

export interface LiveBenchOptions {
  /** A smoke run with a tenth of the visits. */
  readonly quick: boolean;
  readonly say: (line: string) => void;
}

interface Place {
  readonly name: string;
  /** Resolves once this number of tickets is shown. */
  shows(taken: number): Promise<number>;
  close(): Promise<void>;
}

/** The longest pause between two visits, in milliseconds: longer than a till waits between two requests for news. */
const maxPauseMs = 1_500;

/** Returns a table in Markdown. */
export async function benchLive({ quick, say }: LiveBenchOptions): Promise<string> {
  const visits = quick ? 20 : 200;
  const registryServer = await createRegistryServer({ database: { kind: 'memory' }, lookUpLimits: 'none' });
  const server = await listen(registryServer.app);
  try {
    const registry = server.url;
    const random = uniform(1);
    const show = arki.shows.tomorrow.id;
    const options = { registry, token: arki.tokens.manager, show, leaseTickets: 0 } as const;
    const selling = createDesk({ ...options, storage: memoryStorage() });
    const places = [
      await openTill(createDesk({ ...options, storage: memoryStorage() })),
      await openPage(registry, show),
    ];
    const waits = places.map((): number[] => []);
    let { taken } = await selling.ready();
    for (let count = 0; count < visits; count += 1) {
      await new Promise((resolve) => setTimeout(resolve, random() * maxPauseMs));
      const decision = await selling.check('A045198723');
      if (decision.outcome !== 'admissible') throw new Error(`The card was ${decision.outcome}.`);
      const verdict = await selling.admit([{ decision, minors: 0 }]);
      const startedMs = performance.now();
      if (verdict.outcome !== 'confirmed') throw new Error(`The visit was ${verdict.outcome}.`);
      taken += 1;
      const shown = await Promise.all(places.map((place) => place.shows(taken)));
      for (const [index, atMs] of shown.entries()) waits[index]?.push(atMs - startedMs);
      await selling.void(verdict.visitId);
      taken -= 1;
      await Promise.all(places.map((place) => place.shows(taken)));
      if (count % 50 === 49) say(`${count + 1} visits`);
    }
    await Promise.all([...places, selling].map((place) => place.close()));
    const lines = places.map(({ name }, index) => {
      const its = (waits[index] ?? []).map((ms) => Math.max(0, ms));
      return `| ${name} | ${Math.round(quantile(its, 0.5))} ms | ${Math.round(quantile(its, 1))} ms |`;
    });
    return [`| ${visits} visits at one till, until shown at | median | worst |`, '|---|--:|--:|', ...lines].join('\n');
  } finally {
    await server.close();
    await registryServer.close();
  }
}

async function openTill(desk: Desk): Promise<Place> {
  await desk.ready();
  return {
    name: 'another till',
    shows: (taken) =>
      whenTrue(
        () => desk.state.show?.taken === taken,
        (listener) => desk.subscribe(listener),
      ),
    close: () => desk.close(),
  };
}

async function openPage(registry: string, show: string): Promise<Place> {
  const listeners = new Set<() => void>();
  const abort = new AbortController();
  let seen: number | undefined;
  const parser = createParser({
    onEvent({ data }) {
      seen = ShowsEvent.parse(JSON.parse(data)).shows[0]?.taken;
      for (const listener of [...listeners]) listener();
    },
  });
  void follow();
  await whenTrue(() => seen !== undefined, subscribe);
  return {
    name: 'a page of the house',
    shows: (taken) => whenTrue(() => seen === taken, subscribe),
    async close() {
      abort.abort();
    },
  };

  /** The registry ends a stream after some minutes. */
  async function follow(): Promise<void> {
    while (!abort.signal.aborted) {
      const headers = { authorization: `Bearer ${arki.tokens.manager}` };
      const response = await fetch(`${registry}/v1/events?shows=${show}`, { headers, signal: abort.signal }).catch(
        () => undefined,
      );
      const text = response?.body?.pipeThrough(new TextDecoderStream());
      if (text === undefined) continue;
      try {
        for await (const part of text) parser.feed(part);
      } catch {
        parser.reset();
      }
    }
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }
}

/** Resolves with the time at which `isTrue` is. */
function whenTrue(isTrue: () => boolean, subscribe: (listener: () => void) => () => void): Promise<number> {
  return new Promise((resolve) => {
    const look = () => {
      if (!isTrue()) return;
      stop?.();
      resolve(performance.now());
    };
    const stop: (() => void) | undefined = subscribe(look);
    look();
  });
}
