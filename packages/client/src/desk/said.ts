/** What a ticketing system says of a visit: its own key, and what it wants to find again. */
import { isPrintable } from '../registry/wire-text.ts';
import { maxMetadataKeys, maxMetadataLength, maxReferenceLength, metadataKey } from '../usage/reference.ts';
import type { Visit } from '../usage/visit.ts';
import { invalid } from './invalid.ts';
import type { AdmitOptions } from './port.ts';

/** @throws KaikuError `config/invalid` */
export function saidOf({ reference, metadata }: AdmitOptions): Pick<Visit, 'reference' | 'metadata'> {
  if (reference !== undefined && !isReference(reference))
    throw invalid(`A \`reference\` is 1 to ${maxReferenceLength} printable characters.`);
  if (metadata !== undefined && !isMetadata(metadata))
    throw invalid(
      `\`metadata\` has at most ${maxMetadataKeys} keys of small letters, digits and _, each with at most ` +
        `${maxMetadataLength} printable characters.`,
    );
  // As the registry keeps it, so that the same letters are the same key.
  return {
    ...(reference !== undefined && { reference: reference.normalize('NFC') }),
    ...(metadata !== undefined && { metadata }),
  };
}

/** Whether a text may be a reference. */
function isReference(text: unknown): text is string {
  return typeof text === 'string' && isWithin(text, 1, maxReferenceLength);
}

/** Whether a value may be metadata. */
function isMetadata(value: unknown): value is Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return false;
  const fields = Object.entries(value);
  return (
    fields.length <= maxMetadataKeys &&
    fields.every(
      ([key, text]) => metadataKey.test(key) && typeof text === 'string' && isWithin(text, 0, maxMetadataLength),
    )
  );
}

function isWithin(text: string, min: number, max: number): boolean {
  return isPrintable(text) && [...text].length >= min && [...text].length <= max;
}
