/** What the registry uses of Node's `Buffer`. */

type Encoding = 'utf8' | 'latin1' | 'hex' | 'base64url';

const decoders: Readonly<Record<Encoding, (text: string) => Uint8Array<ArrayBuffer>>> = {
  utf8: (text) => new TextEncoder().encode(text),
  latin1: (text) => Uint8Array.from(text, (char) => char.charCodeAt(0)),
  hex: (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
  base64url: (text) => decoders.latin1(atob(text.replaceAll('-', '+').replaceAll('_', '/'))),
};

const encoders: Readonly<Record<Encoding, (bytes: Uint8Array) => string>> = {
  utf8: (bytes) => new TextDecoder().decode(bytes),
  latin1: (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''),
  hex: (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''),
  base64url: (bytes) => btoa(encoders.latin1(bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
};

/** Bytes with Node's conversions. `subarray` returns one too. */
export class Bytes extends Uint8Array<ArrayBuffer> {
  // `subarray` makes one of a buffer, too.
  constructor(...given: readonly [number | Uint8Array<ArrayBuffer> | ArrayBuffer, number?, number?]) {
    super(...(given as unknown as [ArrayBuffer, number?, number?]));
  }

  static override from(from: unknown, encoding: unknown = 'utf8'): Bytes {
    if (typeof from === 'string') return new Bytes(decoders[encoding as Encoding](from));
    return new Bytes(from as Uint8Array<ArrayBuffer>);
  }

  static concat(parts: readonly Uint8Array[]): Bytes {
    const all = new Bytes(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  static alloc(length: number): Bytes {
    return new Bytes(length);
  }

  equals(other: Uint8Array): boolean {
    return this.length === other.length && this.every((byte, index) => byte === other[index]);
  }

  override toString(encoding: Encoding = 'utf8'): string {
    return encoders[encoding](this);
  }
}

export { Bytes as Buffer };
