import { describe, expect, it } from 'vitest';
import { CaptureError } from '../errors.ts';
import { type Circumstances, type Inquiry, interrupted, stalled, vainBecause, whyRefused } from './why-no-picture.ts';

const fine: Circumstances = { secure: true, supported: true, policyAllows: true, framed: false };
const unknown: Inquiry = { permission: undefined, cameras: undefined };

describe('no attempt to open a camera makes sense', () => {
  it.each<[Partial<Circumstances>, string | undefined]>([
    [{}, undefined],
    [{ policyAllows: undefined }, undefined],
    [{ secure: false }, 'camera/insecure-context'],
    [{ supported: false }, 'camera/unsupported'],
    [{ policyAllows: false }, 'camera/policy-blocked'],
    // The first that is found is the one to mend first.
    [{ secure: false, supported: false, policyAllows: false }, 'camera/insecure-context'],
    [{ supported: false, policyAllows: false }, 'camera/unsupported'],
  ])('with %j: %s', (more, code) => {
    expect(vainBecause({ ...fine, ...more })?.code).toBe(code);
  });

  it('names the header and the attribute to a developer', () => {
    const { message } = vainBecause({ ...fine, policyAllows: false }) as CaptureError;
    expect(message).toContain('Permissions-Policy: camera=(self)');
    expect(message).toContain('allow="camera"');
  });
});

describe('a camera that the browser refused', () => {
  it.each<[string, string, Partial<Inquiry>, string, boolean]>([
    ['NotAllowedError', 'Permission denied', { permission: 'denied' }, 'camera/denied-by-user', false],
    ['NotAllowedError', 'Permission dismissed', { permission: 'prompt' }, 'camera/denied-by-user', false],
    ['NotAllowedError', 'The request is not allowed by the user agent', {}, 'camera/denied-by-user', false],
    ['NotAllowedError', 'Permission denied by system', { permission: 'prompt' }, 'camera/denied-by-system', false],
    ['NotAllowedError', 'Permission denied', { permission: 'granted' }, 'camera/denied-by-system', false],
    ['NotFoundError', 'The object can not be found here.', { cameras: 1 }, 'camera/denied-by-system', false],
    ['NotFoundError', 'Requested device not found', {}, 'camera/no-camera', false],
    ['SecurityError', '', {}, 'camera/policy-blocked', false],
    ['NotReadableError', 'Could not start video source', {}, 'camera/busy', true],
    ['AbortError', 'Starting videoinput failed', {}, 'camera/busy', true],
    ['OverconstrainedError', '', {}, 'camera/over-constrained', false],
    ['SomethingNewError', '', {}, 'camera/interrupted', true],
    ['NotAllowedError', 'Permission denied by system', { cameras: 0 }, 'camera/denied-by-system', false],
  ])('with %s “%s” and %j: %s', (name, message, more, code, retryable) => {
    const cause = new DOMException(message, name);
    expect(whyRefused(cause, fine, { ...unknown, ...more })).toMatchObject({ code, retryable, cause });
  });

  it.each([
    // WebKit says so of a device without a camera.
    ['OverconstrainedError'],
    ['NotAllowedError'],
    ['NotFoundError'],
    ['NotReadableError'],
    ['AbortError'],
    ['SomethingNewError'],
  ])('is `no-camera` if the browser lists none, whatever its error: %s', (name) => {
    const cause = new DOMException('Invalid constraint', name);
    expect(whyRefused(cause, fine, { permission: 'granted', cameras: 0 })).toMatchObject({
      code: 'camera/no-camera',
      cause,
    });
  });

  it('may be the policy if an iframe is refused, because a policy empties the list of cameras as well', () => {
    const inFrame = { ...fine, policyAllows: undefined, framed: true };
    const none = { permission: undefined, cameras: 0 };
    const codes = ['NotAllowedError', 'SecurityError'].map(
      (name) => whyRefused(new DOMException('', name), inFrame, none).code,
    );
    expect(codes).toEqual(['camera/denied-by-user', 'camera/policy-blocked']);
  });

  it('names the attribute to a developer if the browser does not distinguish an iframe from a person', () => {
    const denied = new DOMException('not allowed', 'NotAllowedError');
    const inFrame = whyRefused(denied, { ...fine, policyAllows: undefined, framed: true }, unknown);
    expect(inFrame.code).toBe('camera/denied-by-user');
    expect(inFrame.message).toContain('allow="camera"');
    expect(whyRefused(denied, { ...fine, framed: true }, unknown).message).not.toContain('allow=');
  });

  it('calls a malformed constraint a mistake of the developer', () => {
    expect(whyRefused(new TypeError('bad'), fine, unknown)).toMatchObject({ code: 'config/invalid', retryable: false });
  });

  it.each([[undefined], [null], ['text'], [{}]])('survives %j', (cause) => {
    expect(whyRefused(cause, fine, unknown).code).toBe('camera/interrupted');
  });
});

it('a stream without pictures is stalled, one that ends is interrupted, and both may be tried again', () => {
  expect(stalled()).toMatchObject({ code: 'camera/stalled', retryable: true });
  expect(interrupted()).toMatchObject({ code: 'camera/interrupted', retryable: true });
});

it('lets our own errors through as they are', () => {
  const error = new CaptureError('engine/load', 'no wasm', { retryable: true });
  expect([whyRefused(error, fine, unknown), interrupted(error)]).toEqual([error, error]);
});
