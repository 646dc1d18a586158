/** The element as the Custom Elements Manifest tells it: read off the class by the analyzer, for editors, types and docs. */

import path from 'node:path';
import { root } from '../../../.tools/run.ts';

interface Named {
  readonly name: string;
  readonly description?: string;
}

/** One property of the element, with the attribute that sets it, if one does. */
export interface Field extends Named {
  readonly type: { readonly text: string };
  readonly default?: string;
  readonly attribute?: string;
}

/** One method of the element. */
export interface Method extends Named {
  readonly parameters?: readonly { readonly name: string; readonly type: { readonly text: string } }[];
  readonly return?: { readonly type: { readonly text: string } };
}

/** What the manifest says of `<kaiku-scanner>`. */
export interface ElementManifest {
  /** The whole manifest, as `custom-elements.json` has it. */
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

/** Reads the manifest off the sources. @throws Error where the class is not found in it */
export async function elementManifest(): Promise<ElementManifest> {
  // @ts-expect-error: the analyzer's own command; it comes without types
  const { cli } = await import('@custom-elements-manifest/analyzer/cli.js');
  const all = (await cli({
    argv: ['analyze', '--config', 'scripts/element-manifest.config.mjs'],
    cwd: path.join(root, 'packages/scanner'),
    noWrite: true,
  })) as { readonly modules: readonly { readonly path: string; readonly declarations: readonly Declaration[] }[] };
  const declaration = all.modules
    .flatMap(({ declarations }) => declarations)
    .find(({ tagName }) => tagName !== undefined);
  if (declaration === undefined) throw new Error('The analyzer found no element.');
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
  // A method without a modifier has no privacy here.
  const methods = members.filter(({ kind, privacy }) => kind === 'method' && (privacy ?? 'public') === 'public');
  return { ...rest, all, fields, methods, events, slots, cssParts, cssProperties, cssStates };
}

/** The strings that a type allows, where it is a union of nothing else: `'a' | 'b'`, also by an alias of the sources. */
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
