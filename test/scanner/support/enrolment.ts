/** An element without a token, and a registry that accepts one enrolment code. */
import '@kaiku/scanner/define';
import type { KaikuScanner } from '@kaiku/scanner';
import { FakeSource, FakeTimer } from './fake-sources.ts';
import { FakeDesk } from './fakes.ts';
import type { Fixture } from './fixture.ts';

/** The code that the registry accepts, any number of times. */
export const goodCode = 'ACDE-FGHJ';

export const qrText = (code: string) => `https://registry.example/scan#enrol=${code.replace('-', '')}`;

const device = { id: 'till-1', name: 'Ovi 1', role: 'till', state: 'active', shows: null };
const venue = { id: 'suvanto', name: 'Kulttuuritalo Suvanto' };
const serverTime = '2026-02-03T15:40:00Z';

/** A registry of one test: what it answers, and what it was asked. */
export interface EnrolmentRegistry {
  readonly url: string;
  /** The paths of the requests, each with the scheme of its credential. */
  readonly asked: string[];
  /** Why it accepts no request of an enrolled device. */
  stopped: 'registry/revoked' | 'registry/lost' | 'registry/unauthorised' | undefined;
  /** Never answers, or cannot be reached. */
  silent: boolean;
  gone: boolean;
}

let registries = 0;
const { fetch } = globalThis;

/** Replaces `fetch` by such a registry. Each has an address of its own, because a browser has one key for each. */
export function createEnrolmentRegistry(): EnrolmentRegistry {
  registries += 1;
  const registry: EnrolmentRegistry = {
    url: `https://registry-${registries}-${performance.now()}.test/`,
    ...{ asked: [], stopped: undefined, silent: false, gone: false },
  };
  globalThis.fetch = (input, init) => {
    const request = new Request(input, init);
    // The test runner fetches, too.
    return request.url.startsWith(registry.url) ? answerOf(registry, request) : fetch(input, init);
  };
  return registry;
}

export function restoreFetch(): void {
  globalThis.fetch = fetch;
}

async function answerOf(registry: EnrolmentRegistry, request: Request): Promise<Response> {
  const path = new URL(request.url).pathname;
  registry.asked.push(`${path} ${request.headers.get('Authorization')?.split(' ')[0] ?? '-'}`);
  if (registry.silent) return new Promise(() => {});
  if (registry.gone) throw new TypeError('Failed to fetch');
  const token = { accessToken: 'access', expiresInS: 600, serverTime };
  if (path === '/v1/enrol') {
    const { code } = (await request.json()) as { readonly code: string };
    if (code !== goodCode.replace('-', '')) return problem(404, 'registry/unknown-code');
    registry.stopped = undefined;
    return Response.json({ venue, device, ...token }, { status: 201 });
  }
  if (registry.stopped !== undefined) return problem(401, registry.stopped);
  if (path === '/v1/token') return Response.json({ device, ...token });
  if (path === '/v1/shows') return Response.json({ shows: [], serverTime });
  return problem(404, 'registry/not-found');
}

function problem(status: number, code: string): Response {
  return new Response(JSON.stringify({ type: 'about:blank', title: '', detail: '', status, code }), {
    status,
    headers: { 'Content-Type': 'application/problem+json' },
  });
}

/** What an element is put up with. */
interface BareOptions {
  readonly lang?: string;
  readonly camera?: (camera: FakeSource) => void;
}

/** A fixture without a desk of the page's. `accepts` are what the cameras should read in addition to cards. */
export interface BareFixture extends Fixture {
  readonly accepts: (((text: string) => boolean) | undefined)[];
  /** Waits until the screen has what matches. */
  until(selector: string): Promise<HTMLElement>;
  type(code: string): void;
}

/** Puts up an element without a token at the registry, and waits until it requests a code or works. */
export async function putUpBare(registry: EnrolmentRegistry, options: BareOptions = {}): Promise<BareFixture> {
  const element: KaikuScanner = document.createElement('kaiku-scanner');
  const cameras: FakeSource[] = [];
  const wedges: FakeSource[] = [];
  const accepts: BareFixture['accepts'] = [];
  const timer = new FakeTimer();
  if (options.lang !== undefined) element.lang = options.lang;
  element.registry = registry.url;
  element.timer = timer.after;
  element.createCamera = (_video, its) => {
    const made = new FakeSource('camera');
    options.camera?.(made);
    cameras.push(made);
    accepts.push(its);
    return made;
  };
  element.createWedge = () => {
    const made = new FakeSource('wedge');
    wedges.push(made);
    return made;
  };
  const query = (selector: string) => element.shadowRoot?.querySelector<HTMLElement>(selector) ?? undefined;
  const fixture: BareFixture = {
    ...{ element, desk: new FakeDesk(), cameras, wedges, timer, accepts },
    find: (selector) => (query(selector) ?? fail(selector)) as never,
    text: () => (query('.screen')?.textContent ?? '').replace(/\s+/g, ' '),
    count: () => '',
    async settle() {
      for (let turn = 0; turn < 5; turn++) await new Promise(requestAnimationFrame);
      await element.updateComplete;
    },
    async until(selector) {
      for (;;) {
        const found = query(selector);
        if (found !== undefined) return found;
        await new Promise(requestAnimationFrame);
      }
    },
    type(code) {
      const input = query('#enrolment-code') as HTMLInputElement | undefined;
      if (input !== undefined) input.value = code;
      query('[part=enrol]')?.click();
    },
  };
  document.body.append(element);
  const first = await fixture.until('[part=enrolment], [part=shows]');
  while (first.matches('[part=enrolment]') && cameras.length === 0) await new Promise(requestAnimationFrame);
  return fixture;
}

function fail(selector: string): never {
  throw new Error(`No element matches '${selector}'.`);
}
