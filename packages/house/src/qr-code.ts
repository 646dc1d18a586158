import { drawingSVG, qrcode } from 'bwip-js/browser';

/** Returns a text as a QR code: the address of a picture that fills its box, with a quiet zone of four modules. */
export function toQrCode(text: string): string {
  const svg = qrcode({ bcid: 'qrcode', text, scale: 1, padding: 4, backgroundcolor: 'ffffff' }, drawingSVG());
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
