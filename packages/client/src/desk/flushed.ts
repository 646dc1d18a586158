import type { DeviceContext } from '../device/context.ts';
import { KaikuError } from '../errors.ts';
import { noticesOf, pendingCount, voidingCount } from '../outbox/outbox-state.ts';
import type { Notice } from '../storage/entry.ts';

/** See `Desk.flushed`. */
export async function flushed(
  { outbox, contact }: Pick<DeviceContext, 'outbox' | 'contact'>,
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
        if (pendingCount(outbox.journal) + voidingCount(outbox.journal) === 0) resolve();
      };
      stops.push(outbox.subscribe(look));
      // Looks only at new exchanges: the registry may have admitted the device again since the last one.
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
  return noticesOf(outbox.journal);
}

function lockedOut(code: KaikuError['code']): KaikuError {
  return new KaikuError(
    code,
    `The registry has locked this device out (${code}). Pending entries stay on the device.`,
    {
      retryable: true,
    },
  );
}

function closed(): KaikuError {
  return new KaikuError('desk/closed', 'The desk or device was closed. Pending entries stay on the device.', {
    retryable: false,
  });
}
