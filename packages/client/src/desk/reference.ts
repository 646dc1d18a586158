/** The fields that a ticketing system attaches to a visit. */
import { invalidConfig } from '../errors.ts';
import { isPrintable } from '../registry/wire-text.ts';
import { maxMetadataKeys, maxMetadataLength, maxReferenceLength, metadataKey } from '../usage/reference.ts';
import type { Visit } from '../usage/visit.ts';
import type { AdmitOptions } from './call-options.ts';

/** Returns the checked reference and metadata. @throws KaikuError `config/invalid` */
export function toReferenceFields({ reference, metadata }: AdmitOptions): Pick<Visit, 'reference' | 'metadata'> {
  if (reference !== undefined && !isReference(reference))
    throw invalidConfig(`\`reference\` must be 1 to ${maxReferenceLength} printable characters.`);
  if (metadata !== undefined && !isMetadata(metadata))
    throw invalidConfig(
      `\`metadata\` must have at most ${maxMetadataKeys} keys of lower-case letters, digits and _, each with at most ` +
        `${maxMetadataLength} printable characters.`,
    );
  return {
    // NFC as in the registry, so that equal texts are equal keys.
    ...(reference !== undefined && { reference: reference.normalize('NFC') }),
    ...(metadata !== undefined && { metadata }),
  };
}

function isReference(text: unknown): text is string {
  return typeof text === 'string' && isPrintableText(text, 1, maxReferenceLength);
}

function isMetadata(value: unknown): value is Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return false;
  const fields = Object.entries(value);
  return (
    fields.length <= maxMetadataKeys &&
    fields.every(
      ([key, text]) => metadataKey.test(key) && typeof text === 'string' && isPrintableText(text, 0, maxMetadataLength),
    )
  );
}

function isPrintableText(text: string, min: number, max: number): boolean {
  return isPrintable(text) && [...text].length >= min && [...text].length <= max;
}
