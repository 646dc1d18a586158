import type { Timeline } from './timeline.ts';

let timeline: Timeline | undefined;

/** Stops the time of a timeline while Web Crypto seals a card code, which takes real time on another thread. */
export function stopTimeDuringCrypto(of: Timeline): void {
  if (timeline === undefined)
    for (const name of ['generateKey', 'exportKey', 'importKey', 'deriveBits', 'sign', 'encrypt'] as const) {
      const method = SubtleCrypto.prototype[name] as (...given: unknown[]) => Promise<unknown>;
      Object.assign(SubtleCrypto.prototype, {
        [name](this: SubtleCrypto, ...given: unknown[]) {
          const work = method.apply(this, given);
          return timeline?.during(work) ?? work;
        },
      });
    }
  timeline = of;
}
