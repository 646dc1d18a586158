// A phone's camera: pose, lens, rolling shutter, Bayer sensor, noise, tone curve and compression. card39 and cardqr assume none
// of these: they take light to be blurred by a Gaussian along the code and noise to be independent.
import sharp from 'sharp';
import type { Frame } from '../../../packages/capture/src/decode/frame.ts';
import type { Random } from '../frames/random.ts';
import { type Print, perModule } from './print.ts';

/** A camera and its light, the same for all looks at a scene. */
export interface Phone {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Standard deviation of the lens's blur in modules of the code. */
  readonly blurModules: number;
  /** Light of paper, as a share of what saturates. */
  readonly exposure: number;
  /** Colour of the light: red, green, blue. The camera takes it out again, but not the noise that this adds. */
  readonly tint: readonly [number, number, number];
  /** Noise: of the light's own counting, and of reading the sensor. */
  readonly shotNoise: number;
  readonly readNoise: number;
  /** Strength of its sharpening. */
  readonly sharpen: number;
  /** Quality of JPEG; 0 for none. `isVideo` keeps blocks that changed little from the frame before. */
  readonly jpeg: number;
  readonly isVideo: boolean;
}

/** Where the card is at one look. */
export interface Hold {
  /** Middle of the code in pixels. */
  readonly x: number;
  readonly y: number;
  readonly ppm: number;
  readonly angleRad: number;
  /** Foreshortening along and across the code: the change of scale over its length. */
  readonly tiltX: number;
  readonly tiltY: number;
  /** Pixels that the hand moves along x while the shutter rolls over the picture. */
  readonly rolling: number;
}

/** A streak of light over the card: its middle in modules along the code, its half width, its strength. */
export interface Glare {
  readonly u: number;
  readonly halfModules: number;
  readonly strength: number;
}

/** One thing in the picture. */
export interface Held {
  readonly print: Print;
  readonly hold: Hold;
  readonly glare?: Glare | undefined;
}

const toneSteps = 4096;
/** The curve of sRGB (IEC 61966-2-1), with a shoulder as phones have. */
const tones = Float32Array.from({ length: toneSteps + 1 }, (_, at) => {
  const light = at / toneSteps;
  const curve = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
  return 255 * (1.06 * curve - 0.06 * curve * curve);
});

/** A camera for one scene: what its lens makes of the prints is kept from look to look. */
export interface PhoneCamera {
  look(held: readonly Held[], random: Random): Promise<Frame>;
}

/** Creates a camera in a room. The room is a raster of reflectance as large as the picture. */
export function createPhoneCamera(phone: Phone, room: Float32Array, random: Random): PhoneCamera {
  const { widthPx, heightPx } = phone;
  const seen = new Map<Print, Float32Array>();
  const noise = Float32Array.from({ length: 65_536 }, () => random.normal());
  let before: Uint8Array | undefined;

  function throughLens(print: Print): Float32Array {
    const known = seen.get(print);
    if (known !== undefined) return known;
    const soft = blurred(print, phone.blurModules * perModule);
    seen.set(print, soft);
    return soft;
  }

  return {
    async look(held, random) {
      const light = new Float32Array(widthPx * heightPx);
      for (let at = 0; at < light.length; at++) light[at] = phone.exposure * (0.04 + 0.8 * (room[at] as number));
      for (const one of held) place(one, throughLens(one.print), phone, light);
      const luma = sharpened(develop(light, phone, noise, random), phone);
      const packed = phone.jpeg > 0 ? await compressed(luma, phone) : luma;
      if (phone.isVideo && before !== undefined) keepBlocks(before, packed, widthPx, heightPx);
      before = packed;
      return { luma: Uint8Array.from(packed), widthPx, heightPx, takenAtMs: 0 };
    },
  };
}

/** Three passes of a box are close to a Gaussian. */
function blurred({ data, width, height }: Print, sigma: number): Float32Array {
  const half = Math.max(0, Math.round(Math.sqrt(sigma * sigma + 0.25) - 0.5));
  let from = data.map((value) => Math.max(value, 0.35 * Number(value < 0)));
  if (half === 0) return from;
  for (let pass = 0; pass < 3; pass++) {
    from = boxed(from, width, height, half, 1, width);
    from = boxed(from, height, width, half, width, 1);
  }
  // Off the card nothing is drawn.
  for (let at = 0; at < data.length; at++) if ((data[at] as number) < 0) from[at] = -1;
  return from;
}

function boxed(from: Float32Array, along: number, lines: number, half: number, step: number, lineStep: number) {
  const into = new Float32Array(from.length);
  const share = 1 / (2 * half + 1);
  for (let line = 0; line < lines; line++) {
    const at = (place: number) => line * lineStep + Math.min(along - 1, Math.max(0, place)) * step;
    let sum = 0;
    for (let n = -half; n <= half; n++) sum += from[at(n)] as number;
    for (let place = 0; place < along; place++) {
      into[at(place)] = sum * share;
      sum += (from[at(place + half + 1)] as number) - (from[at(place - half)] as number);
    }
  }
  return into;
}

/** Points of a pixel at which light is taken: its aperture is narrower than its pitch, so that fine bars alias. */
const [tapPx, tapCount] = [0.22, 4];

function place({ print, hold, glare }: Held, soft: Float32Array, phone: Phone, light: Float32Array): void {
  const { widthPx, heightPx, exposure } = phone;
  const { width, height, left, top } = print;
  const cos = Math.cos(hold.angleRad) / hold.ppm;
  const sin = Math.sin(hold.angleRad) / hold.ppm;
  const midU = print.symbolWidth / 2;
  const midV = print.symbolHeight / 2;
  const [tiltX, tiltY] = [hold.tiltX / print.symbolWidth, hold.tiltY / print.symbolWidth];
  // Far enough for any tilt: beyond it there is no card.
  const reach = (0.75 * Math.hypot(width, height) * hold.ppm) / perModule;
  const [fromY, toY] = [Math.max(0, Math.floor(hold.y - reach)), Math.min(heightPx, Math.ceil(hold.y + reach))];
  const [fromX, toX] = [Math.max(0, Math.floor(hold.x - reach)), Math.min(widthPx, Math.ceil(hold.x + reach))];
  for (let y = fromY; y < toY; y++) {
    const rolled = hold.rolling * (y / heightPx - 0.5) - hold.x;
    for (let x = fromX; x < toX; x++) {
      let sum = 0;
      let count = 0;
      for (let tap = 0; tap < tapCount; tap++) {
        const across = x + 0.5 + ((tap & 1) === 0 ? -tapPx : tapPx) + rolled;
        const down = y + 0.5 + (tap < 2 ? -tapPx : tapPx) - hold.y;
        const a = across * cos + down * sin;
        const b = down * cos - across * sin;
        const scale = 1 + tiltX * a + tiltY * b;
        const column = left + (midU + a * scale) * perModule;
        const row = top + (midV + b * scale) * perModule;
        if (column < 0 || row < 0 || column >= width || row >= height) continue;
        const value = soft[(row | 0) * width + (column | 0)] as number;
        if (value < 0) continue;
        sum += 0.05 + 0.8 * value;
        count++;
      }
      if (count === 0) continue;
      const at = y * widthPx + x;
      if (glare !== undefined) {
        const [across, down] = [x + 0.5 + rolled, y + 0.5 - hold.y];
        const away = (midU + across * cos + down * sin - glare.u) / glare.halfModules;
        sum += count * glare.strength * Math.exp(-(away ** 4) - ((down * cos - across * sin) / 40) ** 2);
      }
      light[at] = (1 - count / tapCount) * (light[at] as number) + (exposure * sum) / tapCount;
    }
  }
}

/** The Bayer mosaic RGGB with its noise, its colours filled in between, and the tone curve. */
function develop(light: Float32Array, phone: Phone, noise: Float32Array, random: Random): Float32Array {
  const { widthPx: width, heightPx: height, tint, shotNoise, readNoise } = phone;
  const mosaic = new Float32Array(light.length);
  for (let y = 0, at = 0; y < height; y++) {
    let from = random.whole(0, noise.length - width - 1);
    for (let x = 0; x < width; x++, at++) {
      const colour = tint[(y & 1) + (x & 1)] as number;
      const value = (light[at] as number) * colour;
      const own = value + (noise[from++] as number) * Math.sqrt(shotNoise * shotNoise * value + readNoise * readNoise);
      mosaic[at] = Math.min(1, Math.max(0, own)) / colour;
    }
  }
  const out = new Float32Array(light.length);
  const at = (x: number, y: number) =>
    mosaic[(y < 0 ? 1 : y >= height ? height - 2 : y) * width + (x < 0 ? 1 : x >= width ? width - 2 : x)] as number;
  const toned = (value: number) => tones[Math.min(toneSteps, (value * toneSteps) | 0)] as number;
  // The weights of red and blue, on rows that begin with red and on others (ITU-R BT.601).
  for (let y = 0; y < height; y++) {
    const [own, other] = (y & 1) === 0 ? [0.299, 0.114] : [0.114, 0.299];
    for (let x = 0; x < width; x++) {
      const here = at(x, y);
      const beside = (at(x - 1, y) + at(x + 1, y)) / 2;
      const above = (at(x, y - 1) + at(x, y + 1)) / 2;
      if (((x + y) & 1) === 1) {
        out[y * width + x] = own * toned(beside) + 0.587 * toned(here) + other * toned(above);
      } else {
        const corners = (at(x - 1, y - 1) + at(x + 1, y - 1) + at(x - 1, y + 1) + at(x + 1, y + 1)) / 4;
        out[y * width + x] = own * toned(here) + 0.587 * toned((beside + above) / 2) + other * toned(corners);
      }
    }
  }
  return out;
}

function sharpened(levels: Float32Array, { widthPx: width, heightPx: height, sharpen }: Phone): Uint8Array {
  const out = new Uint8Array(levels.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const own = levels[at] as number;
      const isEdge = x === 0 || y === 0 || x === width - 1 || y === height - 1;
      const around = isEdge
        ? own
        : ((levels[at - 1] as number) +
            (levels[at + 1] as number) +
            (levels[at - width] as number) +
            (levels[at + width] as number)) /
          4;
      out[at] = Math.min(255, Math.max(0, Math.round(own + sharpen * (own - around))));
    }
  return out;
}

async function compressed(luma: Uint8Array, { widthPx, heightPx, jpeg }: Phone): Promise<Uint8Array> {
  const raw = { width: widthPx, height: heightPx, channels: 1 } as const;
  const packed = await sharp(luma, { raw }).jpeg({ quality: jpeg }).toBuffer();
  return new Uint8Array(await sharp(packed).greyscale().raw().toBuffer());
}

/** The side of a block of video, and the mean difference below which it is kept from the frame before. */
const [blockPx, keptLevels] = [16, 5];

function keepBlocks(before: Uint8Array, now: Uint8Array, width: number, height: number): void {
  for (let top = 0; top < height; top += blockPx)
    for (let left = 0; left < width; left += blockPx) {
      let [sum, count] = [0, 0];
      const each = (see: (at: number) => void) => {
        for (let y = top; y < Math.min(height, top + blockPx); y++)
          for (let x = left; x < Math.min(width, left + blockPx); x++) see(y * width + x);
      };
      each((at) => {
        sum += Math.abs((now[at] as number) - (before[at] as number));
        count++;
      });
      if (sum < keptLevels * count) each((at) => (now[at] = before[at] as number));
    }
}
