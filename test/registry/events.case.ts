import { arki } from '@kaiku/registry';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { describe, expect, it } from 'vitest';
import { showTonight } from './offline-fixture.ts';
import type { RegistryFixture } from './registry-fixture.ts';

/** Pages follow shows by server-sent events. */
export function eventsCases(registry: RegistryFixture): void {
  const freshShow = showTonight(registry);

  /** Opens a stream. `next` returns its next event. */
  async function follow(showIds: readonly string[], token: string = arki.tokens.boxOffice) {
    const abort = new AbortController();
    const response = await registry.registryServer.app.fetch(
      new Request(`http://registry.test/v1/events?shows=${showIds.join(',')}`, {
        headers: { authorization: `Bearer ${token}` },
        signal: abort.signal,
      }),
    );
    const events: EventSourceMessage[] = [];
    const parser = createParser({ onEvent: (event) => void events.push(event) });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    return {
      response,
      async next() {
        while (events.length === 0) {
          const { done, value = '' } = (await reader?.read()) ?? { done: true };
          if (done) return undefined;
          parser.feed(value);
        }
        const event = events.shift();
        return event && { ...event, shows: JSON.parse(event.data).shows as { id: string; taken: number }[] };
      },
      async close() {
        abort.abort();
        await reader?.cancel();
      },
    };
  }

  describe('events', () => {
    it('have the shows at once, and again after each change', async () => {
      const [one, other] = [await freshShow({ cap: 4 }), await freshShow({ cap: 4 })];
      const stream = await follow([one, other]);
      expect(stream.response.headers.get('content-type')).toMatch(/^text\/event-stream/);
      const first = await stream.next();
      expect([first?.event, first?.shows.map(({ taken }) => taken)]).toEqual(['shows', [0, 0]]);
      await registry.wire.record(registry.visit(other));
      const second = await stream.next();
      expect(second?.shows.find(({ id }) => id === other)?.taken).toBe(1);
      expect(second?.id).not.toBe(first?.id);
      await registry.wire.changeShow(one, { cap: 12 });
      expect((await stream.next())?.shows.find(({ id }) => id === one)).toMatchObject({ cap: 12 });
      await stream.close();
    });

    it('do not exist for another venue’s show, and need a token', async () => {
      expect((await follow([arki.shows.elsewhere.id])).response.status).toBe(404);
      expect((await follow([arki.shows.elsewhere.id], 'unknown')).response.status).toBe(401);
    });

    it('are limited for each token', async () => {
      const showId = await freshShow();
      const streams = [];
      for (let count = 0; count < 8; count += 1) streams.push(await follow([showId]));
      const refused = await follow([showId]);
      expect([refused.response.status, refused.response.headers.get('retry-after')]).toEqual([429, '30']);
      for (const stream of streams) await stream.close();
      await expect.poll(async () => (await follow([showId])).response.status).toBe(200);
    });
  });
}
