/** What replaces Node's modules in the playground gives the same bytes as Node. */
import * as node from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Bytes } from '../../examples/playground/src/node/bytes.ts';
import * as own from '../../examples/playground/src/node/crypto.ts';

describe('Bytes', () => {
  it.each(['utf8', 'latin1', 'hex', 'base64url'] as const)('convert to %s and back as Buffer does', (encoding) => {
    const bytes = Uint8Array.of(0x41, 0x30, 0x7e, 0x2d, 0x5f);
    const text = Buffer.from(bytes).toString(encoding);
    expect(Bytes.from(bytes).toString(encoding)).toBe(text);
    expect([...Bytes.from(text, encoding)]).toEqual([...bytes]);
  });
  it('are Bytes in part, too', () => {
    expect(Bytes.from('A045198723').subarray(1, 4).toString()).toBe('045');
  });
});

describe('the cryptography', () => {
  it('hashes', () => {
    for (const encoding of ['hex', 'base64url'] as const) {
      expect(own.createHash('sha256').update('yläraja').digest(encoding)).toBe(
        node.createHash('sha256').update('yläraja').digest(encoding),
      );
    }
    expect(own.createHmac('sha256', 'key').update('text').digest('hex')).toBe(
      node.createHmac('sha256', 'key').update('text').digest('hex'),
    );
    expect(own.createHmac('sha256', Bytes.alloc(0)).update(Bytes.of(1)).digest('hex')).toBe(
      node.createHmac('sha256', '').update(Buffer.of(1)).digest('hex'),
    );
  });

  it('agrees on a secret with a key of its own', () => {
    const { x, y, d } = own.generateKeyPairSync().privateKey.export();
    const secret = Bytes.from(d, 'base64url');
    const [mine, nodes, other] = [own.createECDH(), node.createECDH('prime256v1'), node.createECDH('prime256v1')];
    mine.setPrivateKey(secret);
    nodes.setPrivateKey(secret);
    other.generateKeys();
    const point = Bytes.concat([Bytes.of(4), Bytes.from(x, 'base64url'), Bytes.from(y, 'base64url')]);
    expect(mine.getPublicKey().equals(point)).toBe(true);
    expect(mine.getPublicKey().toString('hex')).toBe(nodes.getPublicKey('hex'));
    const theirs = Bytes.from(other.getPublicKey());
    expect(mine.computeSecret(theirs).toString('hex')).toBe(nodes.computeSecret(theirs).toString('hex'));
  });

  it('opens what AES-GCM has sealed, and nothing that was changed', () => {
    const [key, nonce] = [Bytes.alloc(16), Bytes.alloc(12)];
    const cipher = node.createCipheriv('aes-128-gcm', key, nonce);
    cipher.setAAD(Bytes.from('usage'));
    const sealed = Bytes.from(Buffer.concat([cipher.update('A045198723'), cipher.final()]));
    const open = (associated: string) => {
      const decipher = own.createDecipheriv('aes-128-gcm', key, nonce);
      decipher.setAAD(Bytes.from(associated));
      decipher.setAuthTag(Bytes.from(cipher.getAuthTag()));
      return Bytes.concat([decipher.update(sealed), decipher.final()]).toString();
    };
    expect(open('usage')).toBe('A045198723');
    expect(() => open('other')).toThrow();
  });
});
