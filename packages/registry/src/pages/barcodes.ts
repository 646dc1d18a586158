import { code39 as drawCode39, drawingSVG, qrcode } from 'bwip-js/node';

/** Returns a text as a QR code: an SVG that fills its box, with a quiet zone of four modules. */
export function qrCode(text: string): string {
  return qrcode({ bcid: 'qrcode', text, scale: 1, padding: 4, backgroundcolor: 'ffffff' }, drawingSVG());
}

/** Returns a text as Code 39 without check character: an SVG that fills its box, with quiet zones of ten modules. */
export function code39(text: string): string {
  const options = { includecheck: false, scale: 1, height: 12, paddingwidth: 10, backgroundcolor: 'ffffff' };
  return drawCode39({ bcid: 'code39', text, ...options }, drawingSVG());
}
