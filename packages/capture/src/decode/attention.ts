import type { Frame } from './frame.ts';
import { createMotion } from './motion.ts';

/** So long after anything was new the picture is worth less attention. Guess (docs/decisions/0013). */
export const idleAfterMs = 2000;
/** How often a picture in which nothing moves is looked at: as often as the thorough reader, which rests as long. */
export const idleEveryMs = 250;

/** Which frames are worth decoding. */
export interface Attention {
  /** `still`: not worth it. `woken`: something has moved after a time in which nothing had. */
  see(frame: Frame, nowMs: number): 'still' | 'woken' | 'worth it';
  /** What the frame last seen came to was new. */
  news(nowMs: number): void;
}

/**
 * Backs off when nothing moves and nothing new is read, and wakes on motion.
 *
 * | | a frame that moved | a frame that did not | news |
 * |---|---|---|---|
 * | awake | worth it; awake for two seconds more | worth it, until two seconds after motion or news: then idle | awake for two seconds more |
 * | idle | woken: awake | still, but one every 250 ms is worth it | awake |
 *
 * Motion is told from the frame before while awake, and from the last one awake while idle: a slow drift wakes too.
 */
export function createAttention(): Attention {
  const motion = createMotion();
  let newAtMs = Number.NEGATIVE_INFINITY;
  let worthItAtMs = Number.NEGATIVE_INFINITY;
  let isIdle = false;

  return {
    see(frame, nowMs) {
      const moved = motion.differs(frame, !isIdle);
      if (moved) newAtMs = nowMs;
      const wasIdle = isIdle;
      isIdle = nowMs - newAtMs >= idleAfterMs;
      if (isIdle && nowMs - worthItAtMs < idleEveryMs) return 'still';
      worthItAtMs = nowMs;
      return wasIdle && moved ? 'woken' : 'worth it';
    },
    news(nowMs) {
      newAtMs = nowMs;
      isIdle = false;
    },
  };
}
