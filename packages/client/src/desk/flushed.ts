import type { DeviceParts } from '../device/parts.ts';
import { KaikuError } from '../errors.ts';
import type { Notice } from '../storage/entry.ts';

/** See `Desk.flushed`. */
export async function flushed(
  { outbox, contact }: Pick<DeviceParts, 'outbox' | 'contact'>,
  { signal, closing }: { readonly signal: AbortSignal | undefined; readonly closing: AbortSignal },
): Promise<readonly Notice[]> {
  signal?.throwIfAborted();
  await outbox.flush();
  const stops: (() => void)[] = [];
  const listen = (source: AbortSignal | undefined, listener: () => void) => {
    source?.addEventListener('abort', listener);
    stops.push(() => source?.removeEventListener('abort', listener));
  };
  try {
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        if (outbox.pending + outbox.voiding === 0) resolve();
      };
      stops.push(outbox.subscribe(look));
      // Only with an exchange of now: it may have let the device in again since the last.
      stops.push(
        contact.subscribe(() => {
          if (contact.lockedOut !== undefined) reject(lockedOut(contact.lockedOut));
        }),
      );
      listen(signal, () => reject(signal?.reason));
      listen(closing, () => reject(closed()));
      if (signal?.aborted) reject(signal.reason);
      if (closing.aborted) reject(closed());
      look();
    });
  } finally {
    for (const stop of stops) stop();
  }
  return outbox.notices;
}

function lockedOut(code: KaikuError['code']): KaikuError {
  return new KaikuError(code, 'The registry lets this device do nothing, so what waits stays on it.', {
    retryable: true,
  });
}

function closed(): KaikuError {
  return new KaikuError('desk/closed', 'It was closed, and what waits stays on the device.', { retryable: false });
}
