import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { isKaikuError, type KaikuError } from '../errors.ts';
import { ProblemCode } from './contract/index.ts';
import { codeOfProblem, readAnswer, readProblem, toError } from './problems.ts';

const json = { 'content-type': 'application/json' };
const problem = { type: 'about:blank', title: 'No', detail: 'No.', status: 409, code: 'idempotency/mismatch' };
const caught = (work: Promise<unknown>): Promise<KaikuError> =>
  work.then(
    () => expect.unreachable(),
    (error) => (isKaikuError(error) ? error : expect.unreachable()),
  );
const answered = (body: string, init: ResponseInit) =>
  caught(readAnswer(new Response(body, init), z.object({ ok: z.boolean() })));
const refused = (body: string, init: ResponseInit) => caught(readProblem(new Response(body, init)));

describe('`readAnswer`', () => {
  it('returns an answer of the contract', async () => {
    expect(await readAnswer(new Response('{"ok":true}', { headers: json }), z.object({ ok: z.boolean() }))).toEqual({
      ok: true,
    });
  });
  it.each([
    [
      'of a captive portal',
      '<html>Sign in</html>',
      { headers: { 'content-type': 'text/html' } },
      'registry/unreachable',
    ],
    ['without a content type', '{"ok":true}', {}, 'registry/unreachable'],
    ['truncated', '{"ok":tr', { headers: json }, 'registry/unreachable'],
    ['not of the contract', '{"ok":"yes"}', { headers: json }, 'registry/contract'],
  ] as const)('%s is none', async (_, body, init, code) => {
    expect(await answered(body, init)).toMatchObject({ code, retryable: true });
  });
  it('does not quote a body that it cannot parse', async () => {
    const { message, cause } = await answered('{"card":"A045198723', { headers: json });
    expect(`${message} ${cause}`).not.toContain('A045198723');
  });
});

describe('a response that is not a success', () => {
  it.each([
    [401, 'registry/unauthorised'],
    [408, 'registry/busy'],
    [425, 'registry/busy'],
    [429, 'registry/busy'],
    [503, 'registry/busy'],
    [500, 'registry/failed'],
    [502, 'registry/failed'],
    // Of a proxy or a portal: the registry itself would send a problem document.
    [400, 'registry/unreachable'],
    [403, 'registry/unreachable'],
    [404, 'registry/unreachable'],
    [409, 'registry/unreachable'],
  ])('with status %d alone is the retryable error %s', async (status, code) => {
    expect(await refused('', { status })).toMatchObject({ code, retryable: true });
    expect(await refused('{}', { status, headers: json })).toMatchObject({ code, retryable: true });
  });
  it.each([
    [403, 'registry/forbidden'],
    [404, 'registry/contract'],
    [422, 'registry/contract'],
    [503, 'registry/busy'],
  ])('with status %d and a problem of a newer registry is the retryable error %s', async (status, code) => {
    const body = JSON.stringify({ ...problem, status, code: 'registry/on-the-moon' });
    expect(await refused(body, { status, headers: { 'content-type': 'application/problem+json' } })).toMatchObject({
      code,
      retryable: true,
    });
  });
  it('with a problem document is that problem', async () => {
    const response = new Response(JSON.stringify(problem), { status: 409, headers: json });
    expect(toError(await readProblem(response))).toMatchObject({ code: 'idempotency/mismatch', retryable: false });
  });
  it.each(ProblemCode.options)('with the code %s is exactly one error', (code) => {
    const ours = {
      'registry/refused': 'registry/contract',
      'config/cap-too-low': 'registry/invalid-request',
      'config/course-window': 'registry/invalid-request',
      'config/show-in-use': 'registry/invalid-request',
    };
    expect(codeOfProblem(code)).toBe(code in ours ? ours[code as keyof typeof ours] : code);
  });
});

describe('the header Retry-After', () => {
  const asked = async (headers: Record<string, string>) => (await refused('', { status: 503, headers })).retryAfterMs;
  it.each([
    ['120', 120_000],
    ['0', 0],
    ['999999', 900_000],
    ['soon', undefined],
    ['', undefined],
    // Compared with the response's own date.
    ['Fri, 15 May 2026 16:02:00 GMT', 120_000],
    ['Fri, 15 May 2026 15:00:00 GMT', 0],
  ])('of %j is %s ms', async (retryAfter, ms) => {
    expect(await asked({ 'retry-after': retryAfter, date: 'Fri, 15 May 2026 16:00:00 GMT' })).toBe(ms);
  });
  it('is ignored if it is a date and the response has none', async () => {
    expect(await asked({ 'retry-after': 'Fri, 15 May 2026 16:02:00 GMT' })).toBeUndefined();
  });
  it('is limited to 0 to 15 minutes (property)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[ -~]{0,20}$/), async (text) => {
        const ms = await asked({ 'retry-after': text, date: 'Fri, 15 May 2026 16:00:00 GMT' });
        if (ms === undefined) return;
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(900_000);
      }),
    );
  });
});
