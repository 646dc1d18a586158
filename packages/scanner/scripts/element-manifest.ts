/** The element's Custom Elements Manifest, which the analyzer reads from the class: for editors, types and docs. */
import path from 'node:path';
import { root } from '../../../.tools/run.ts';

interface Named {
  readonly name: string;
  readonly description?: string;
}

/** A property of the element, with the attribute that sets it, if any. */
export interface Field extends Named {
  readonly type: { readonly text: string };
  readonly default?: string;
  readonly attribute?: string;
}

/** A method of the element. */
export interface Method extends Named {
  readonly parameters?: readonly { readonly name: string; readonly type: { readonly text: string } }[];
  readonly return?: { readonly type: { readonly text: string } };
}

/** The parts of the manifest about `<kaiku-scanner>`. */
export interface ElementManifest {
  /** The whole manifest, as in `custom-elements.json`. */
  readonly all: object;
  readonly tagName: string;
  readonly description: string;
  readonly fields: readonly Field[];
  readonly methods: readonly Method[];
  readonly events: readonly (Named & { readonly type: { readonly text: string } })[];
  readonly slots: readonly Named[];
  readonly cssParts: readonly Named[];
  readonly cssProperties: readonly (Named & { readonly default?: string })[];
  readonly cssStates: readonly Named[];
}

type Declaration = Omit<ElementManifest, 'all' | 'fields' | 'methods'> & { readonly members?: readonly Member[] };
type Member = Field & Method & { readonly kind: string; readonly privacy?: string; readonly static?: boolean };

/** Reads the manifest from the sources. @throws Error if it contains no element */
export async function elementManifest(): Promise<ElementManifest> {
  // @ts-expect-error: the analyzer's command has no types
  const { cli } = await import('@custom-elements-manifest/analyzer/cli.js');
  const all = (await cli({
    argv: ['analyze', '--config', 'scripts/element-manifest.config.mjs'],
    cwd: path.join(root, 'packages/scanner'),
    noWrite: true,
  })) as { readonly modules: readonly { readonly path: string; readonly declarations: readonly Declaration[] }[] };
  const declaration = all.modules
    .flatMap(({ declarations }) => declarations)
    .find(({ tagName }) => tagName !== undefined);
  if (declaration === undefined) throw new Error('The analyzer found no element in packages/scanner/src.');
  const {
    members = [],
    slots = [],
    cssParts = [],
    cssProperties = [],
    cssStates = [],
    events = [],
    ...rest
  } = declaration;
  const fields = members.filter(
    ({ kind, privacy, static: isStatic }) => kind === 'field' && privacy === 'public' && !isStatic,
  );
  // The analyzer gives a method without a modifier no privacy.
  const methods = members.filter(({ kind, privacy }) => kind === 'method' && (privacy ?? 'public') === 'public');
  return { ...rest, all, fields, methods, events, slots, cssParts, cssProperties, cssStates };
}

/** Returns the strings of a union such as `'a' | 'b'`, or of an alias of one in the sources; empty for other types. */
export function wordsOf({ type }: Field, sources: readonly string[]): readonly string[] {
  const alias = new RegExp(`export type ${type.text} =([^;]+);`);
  const text = /^\w+$/.test(type.text)
    ? (sources.map((source) => alias.exec(source)?.[1]).find(Boolean) ?? '')
    : type.text;
  const words = text
    .split('|')
    .map((word) => word.trim())
    .filter(Boolean);
  return words.every((word) => /^'[^']+'$/.test(word)) ? words.map((word) => word.slice(1, -1)) : [];
}
