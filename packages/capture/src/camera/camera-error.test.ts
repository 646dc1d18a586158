import { describe, expect, it } from 'vitest';
import { CaptureError } from '../errors.ts';
import { toCameraError } from './camera-error.ts';

describe('toCameraError', () => {
  it.each([
    ['NotAllowedError', 'camera/denied', false],
    ['SecurityError', 'camera/policy-blocked', false],
    ['NotFoundError', 'camera/no-camera', false],
    ['NotReadableError', 'camera/busy', true],
    ['AbortError', 'camera/busy', true],
    ['OverconstrainedError', 'camera/over-constrained', false],
    ['SomethingNewError', 'camera/interrupted', true],
  ])('calls %s %s', (name, code, retryable) => {
    const cause = new DOMException('from the browser', name);
    expect(toCameraError(cause)).toMatchObject({ code, retryable, cause });
  });

  it('calls a malformed constraint a mistake of the developer', () => {
    expect(toCameraError(new TypeError('bad'))).toMatchObject({ code: 'config/invalid', retryable: false });
  });

  it('lets our own errors through as they are', () => {
    const error = new CaptureError('engine/load', 'no wasm', { retryable: true });
    expect(toCameraError(error)).toBe(error);
  });

  it.each([[undefined], [null], ['text'], [{}]])('survives %j', (cause) => {
    expect(toCameraError(cause).code).toBe('camera/interrupted');
  });
});
