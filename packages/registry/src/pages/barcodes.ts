import { toSVG } from 'bwip-js/node';

/** Returns a text as a QR code: an SVG that fills its box, with a quiet zone of four modules. */
export function qrCode(text: string): string {
  return toSVG({ bcid: 'qrcode', text, scale: 1, padding: 4, backgroundcolor: 'ffffff' });
}

/** Returns a text as Code 39 without check character: an SVG that fills its box, with quiet zones of ten modules. */
export function code39(text: string): string {
  return toSVG({
    bcid: 'code39',
    text,
    includecheck: false,
    scale: 1,
    height: 12,
    paddingwidth: 10,
    backgroundcolor: 'ffffff',
  });
}
