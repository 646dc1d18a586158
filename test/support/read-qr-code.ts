import jsqr from 'jsqr';
import type { Locator } from 'playwright-core';

const decode = (jsqr as unknown as { default?: typeof jsqr }).default ?? jsqr;

/** Returns the text of the QR code that a page shows. */
export async function readQrCode(picture: Locator): Promise<string | undefined> {
  const { data, side } = await picture.evaluate(async (image: HTMLImageElement) => {
    await image.decode();
    const side = 400;
    const context = Object.assign(document.createElement('canvas'), { width: side, height: side }).getContext('2d');
    context?.drawImage(image, 0, 0, side, side);
    return { side, data: [...(context?.getImageData(0, 0, side, side).data ?? [])] };
  });
  return decode(Uint8ClampedArray.from(data), side, side)?.data;
}
