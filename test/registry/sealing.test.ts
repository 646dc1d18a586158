/** The client has its own sender of HPKE and the registry its own recipient. A library of the standard tests both. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { maskCardCode } from '../../packages/client/src/card/mask.ts';
import { isSealedCode } from '../../packages/client/src/card/sealed-code.ts';
import { hpkeSeal, importRecipient } from '../../packages/client/src/sealing/hpke.ts';
import { importSealingKey, sealCode } from '../../packages/client/src/sealing/seal-code.ts';
import { createRecipient, hpkeOpen } from '../../packages/registry/src/store/sealing/hpke-open.ts';
import { createSealing, newSealingKey } from '../../packages/registry/src/store/sealing/sealing.ts';
import {
  addSealingKey,
  ensureSealingKeys,
  readSealingKeys,
} from '../../packages/registry/src/store/sealing/sealing-keys.ts';
import { defaultSeed as seed } from '../support/seed.ts';

const [key, earlier] = [newSealingKey(), newSealingKey()];
const sealing = createSealing([key, earlier]);
const recipient = await importSealingKey(sealing.offered);
const usageId = '019a0000-0000-7000-8000-000000000001';
const code = 'A045198723';
const visitOf = (card: string, id = usageId) => ({ usages: [{ id, card, minors: 1 }] });

const anyCode = fc
  .tuple(fc.constantFrom('A', 'AM', 'Y', 'YM', 'X', 'Z'), fc.integer({ min: 10_000_000, max: 999_999_999 }))
  .map(([prefix, digits]) => `${prefix}${prefix.length === 1 ? String(digits).padStart(9, '0') : digits}`);

describe('HPKE', () => {
  const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() });
  const privateKey = Buffer.from(key.d, 'base64url');
  const bytes = (length = 200) => fc.uint8Array({ maxLength: length }).map((array) => Uint8Array.from(array));

  it('of the client opens in the library (property)', async () => {
    const { publicKey } = createRecipient(privateKey);
    const recipientKey = await suite.kem.importKey('raw', Uint8Array.from(privateKey).buffer, false);
    await fc.assert(
      fc.asyncProperty(bytes(), bytes(), bytes(), async (info, plaintext, associated) => {
        const to = await importRecipient(Uint8Array.from(publicKey), info);
        const { encapsulated, ciphertext } = await hpkeSeal(to, plaintext, associated);
        const opened = await suite.open({ recipientKey, enc: encapsulated, info }, ciphertext, associated);
        expect(new Uint8Array(opened)).toEqual(plaintext);
      }),
      { seed, numRuns: 40 },
    );
  });

  it('of the library opens in the registry (property)', async () => {
    const recipient = createRecipient(privateKey);
    const recipientPublicKey = await suite.kem.deserializePublicKey(Uint8Array.from(recipient.publicKey));
    await fc.assert(
      fc.asyncProperty(bytes(), bytes(), bytes(), async (info, plaintext, associated) => {
        const { enc, ct } = await suite.seal({ recipientPublicKey, info }, plaintext, associated);
        const sealed = { encapsulated: Buffer.from(enc), ciphertext: Buffer.from(ct) };
        const opened = hpkeOpen(recipient, Buffer.from(info), sealed, Buffer.from(associated));
        expect(Uint8Array.from(opened)).toEqual(plaintext);
      }),
      { seed, numRuns: 40 },
    );
  });
});

describe('a sealed card code', () => {
  it('opens to the code, and shows nothing but its mask (property)', async () => {
    await fc.assert(
      fc.asyncProperty(anyCode, fc.uuid(), async (card, id) => {
        const sealed = await sealCode(recipient, card, id);
        expect(isSealedCode(sealed)).toBe(true);
        expect(maskCardCode(sealed)).toBe(maskCardCode(card));
        expect(sealed).not.toContain(card.slice(3, -3));
        expect(sealing.unseal(visitOf(sealed, id))).toEqual({ visit: visitOf(card, id) });
      }),
      { seed, numRuns: 60 },
    );
  });

  it('is another text each time, so that two visits of a card cannot be matched', async () => {
    const texts = await Promise.all(Array.from({ length: 20 }, () => sealCode(recipient, code, usageId)));
    expect(new Set(texts.map((text) => text.slice(-60))).size).toBe(20);
  });

  it('opens only for its usage', async () => {
    const sealed = await sealCode(recipient, code, usageId);
    expect(sealing.unseal(visitOf(sealed, usageId.replace(/1$/, '2')))).toEqual({ why: 'damaged' });
  });

  it('does not open after any change of its key or its ciphertext', async () => {
    const sealed = await sealCode(recipient, code, usageId);
    const start = sealed.indexOf('.', sealed.indexOf('.') + 1) + 1;
    for (let at = start; at < sealed.length; at += 7) {
      const other = sealed[at] === 'A' ? 'B' : 'A';
      if (sealed[at] === '.') continue;
      const changed = `${sealed.slice(0, at)}${other}${sealed.slice(at + 1)}`;
      expect(sealing.unseal(visitOf(changed))).toEqual({ why: 'damaged' });
    }
  });

  it('does not open to a text that is not a card code', async () => {
    const sealed = await sealCode(recipient, 'not a card', usageId);
    const masked = `A0*723${sealed.slice(sealed.indexOf('.'))}`;
    expect(isSealedCode(masked)).toBe(true);
    expect(sealing.unseal(visitOf(masked))).toEqual({ why: 'damaged' });
  });

  it('opens after its key was replaced, as long as the registry keeps it, and is never lost without it', async () => {
    const before = createSealing([earlier]);
    const sealed = await sealCode(await importSealingKey(before.offered), code, usageId);
    expect(sealing.unseal(visitOf(sealed))).toEqual({ visit: visitOf(code) });
    const without = createSealing([key]);
    expect(without.unseal(visitOf(sealed))).toEqual({ why: 'unknown-key', keyId: before.offered.id });
  });

  it('leaves codes in clear as they are', async () => {
    expect(sealing.unseal(visitOf(code))).toEqual({ visit: visitOf(code) });
  });
});

describe('the file of sealing keys', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-keys-'));
  const file = path.join(folder, 'keys.json');
  afterEach(() => rmSync(file, { force: true }));

  it('is made on the first start, for its owner alone, and used on the next', async () => {
    const made = await ensureSealingKeys(file);
    expect(made).toHaveLength(1);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await ensureSealingKeys(file)).toEqual(made);
  });

  it('gets a new key in front of the earlier ones', async () => {
    const [first] = await ensureSealingKeys(file);
    await addSealingKey(file);
    const [newest, ...others] = await readSealingKeys(file);
    expect(newest).not.toEqual(first);
    expect(others).toEqual([first]);
  });

  it('is not replaced if it is damaged, and is not quoted', async () => {
    await ensureSealingKeys(file);
    const whole = readFileSync(file, 'utf8');
    for (const text of [whole.slice(0, -20), '[]', '', whole.replace('P-256', 'P-384')]) {
      writeFileSync(file, text);
      for (const call of [ensureSealingKeys, addSealingKey, readSealingKeys]) {
        const error = await call(file).catch((caught: Error) => caught);
        expect(error).toBeInstanceOf(Error);
        expect((error as Error).message).toMatch(/is not a file of sealing keys/);
        expect((error as Error).cause).toBeUndefined();
      }
      expect(readFileSync(file, 'utf8')).toBe(text);
    }
  });

  it('must have private keys of the curve', () => {
    expect(() => createSealing([])).toThrow('There are no sealing keys.');
    const notOfTheCurve = Buffer.alloc(32, 255).toString('base64url');
    expect(() => createSealing([{ ...key, d: notOfTheCurve }])).toThrow('not a private key of P-256');
    expect(() => createSealing([{ ...key, d: earlier.d }])).toThrow('belongs to another key');
  });
});
