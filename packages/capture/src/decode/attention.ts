import type { Frame } from './frame.ts';
import { createMotion } from './motion.ts';

/** The picture is worth less attention this long after the last motion or news. Guess (docs/decisions/0013). */
export const idleAfterMs = 2000;
/** One frame is decoded in this time while nothing moves. Guess (docs/decisions/0013). */
export const idleEveryMs = 250;

/** Decides which frames are worth decoding. */
export interface Attention {
  /** `still`: not worth it. `woken`: something has moved after a time in which nothing had. */
  see(frame: Frame, nowMs: number): 'still' | 'woken' | 'worth it';
  /** Reports that the last frame had something new in it. */
  news(nowMs: number): void;
}

/**
 * Creates an attention that backs off when nothing moves and nothing new is read, and wakes on motion.
 *
 * | | a frame that moved | a frame that did not | news |
 * |---|---|---|---|
 * | awake | worth it; awake for two seconds more | worth it, until two seconds after motion or news: then idle | awake for two seconds more |
 * | idle | woken: awake | still, but one every 250 ms is worth it | awake |
 *
 * Motion is measured against the frame before while awake, and against the last awake frame while idle, so that a slow
 * drift wakes too.
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
