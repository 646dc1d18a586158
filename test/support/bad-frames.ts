/** Frames as broken cameras give them: of any size, black, saturated, striped, torn, with half a card. */
import fc from 'fast-check';
import type { Frame } from '../../packages/capture/src/decode/frame.ts';
import { frameOf } from '../contract/symbol-frames.ts';

/** The only text that an engine may read in these frames. */
export const cardInThem = 'A045198723';

const noise = fc.uint8Array({ minLength: 1, maxLength: 64 });

/** Frames that repeat a few bytes: noise, stripes, checks or a single level, depending on the number of bytes. */
const patterned = fc
  .record({
    widthPx: fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 700 }), fc.constantFrom(1, 4097, 65_536)),
    heightPx: fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 500 }), fc.constant(1)),
    bytes: fc.oneof(noise, fc.constantFrom(Uint8Array.of(0), Uint8Array.of(255), Uint8Array.of(0, 0, 255))),
    rowShift: fc.nat({ max: 7 }),
  })
  .filter(({ widthPx, heightPx }) => widthPx * heightPx <= 400_000)
  .map(({ widthPx, heightPx, bytes, rowShift }): Frame => {
    const at = (pixel: number) => pixel + rowShift * Math.floor(pixel / Math.max(1, widthPx));
    const luma = new Uint8Array(widthPx * heightPx).map((_, pixel) => bytes[at(pixel) % bytes.length] ?? 0);
    return { luma, widthPx, heightPx, takenAtMs: 0 };
  });

/** Frames of a card with damaged rows, as by a bad cable or codec: black, white, noise, shifted or inverted. */
const torn = fc
  .record({
    kind: fc.constantFrom('qrcode', 'code39'),
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    how: fc.constantFrom('black', 'white', 'noise', 'shifted', 'inverted'),
    bytes: noise,
  })
  .map(({ kind, from, share, how, bytes }): Frame => {
    const whole = frameOf(kind, cardInThem);
    const [first, last] = [from * whole.heightPx, (from + share) * whole.heightPx];
    const luma = whole.luma.map((level, pixel) => {
      const row = Math.floor(pixel / whole.widthPx);
      if (row < first || row > last) return level;
      if (how === 'black') return 0;
      if (how === 'white') return 255;
      if (how === 'noise') return bytes[(pixel * 31) % bytes.length] ?? 0;
      if (how === 'inverted') return 255 - level;
      return whole.luma[(pixel + 17 * (row % 13)) % whole.luma.length] ?? 0;
    });
    return { ...whole, luma };
  });

/** Frames whose size does not match their number of bytes. */
const mismatched = patterned.map((frame): Frame => ({ ...frame, widthPx: frame.widthPx + 1, heightPx: 3 }));

/** Frames that every engine must survive: it does not throw or hang, and reads no text but the card's. */
export const badFrames: fc.Arbitrary<Frame> = fc.oneof(patterned, torn);

/** Frames that every engine must reject with `engine/decode`. It still reads the next frame. */
export const impossibleFrames: fc.Arbitrary<Frame> = mismatched.filter(
  ({ luma, widthPx, heightPx }) => luma.length !== widthPx * heightPx,
);
