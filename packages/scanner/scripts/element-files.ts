/** The generated files of the package: the manifest, data for editors, types for three frameworks, and the shell. */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../.tools/run.ts';
import { type ElementManifest, elementManifest, type Field, wordsOf } from './element-manifest.ts';
import { shellFiles } from './element-shell.ts';

const dist = path.join(root, 'packages/scanner/dist');

/** Writes the files into the built package. */
export async function writeElementFiles(): Promise<void> {
  const manifest = await elementManifest();
  const files: Record<string, string> = {
    'custom-elements.json': published(manifest),
    'html-custom-data.json': customData(manifest),
    'frameworks/react.d.ts': react(manifest),
    'frameworks/vue.d.ts': vue(manifest),
    'frameworks/svelte.d.ts': svelte(manifest),
  };
  for (const [name, text] of Object.entries(await shellFiles())) files[`shell/${name}`] = text;
  for (const folder of ['frameworks', 'shell']) mkdirSync(path.join(dist, folder), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(dist, name), text);
}

/** Returns the manifest with the published files instead of the sources, and without the base class, which is not exported. */
function published({ all }: ElementManifest): string {
  const text = JSON.stringify(
    all,
    (key, value) => {
      if (key === 'inheritedFrom') return undefined;
      if (key === 'superclass' && value.name === 'ScannerSettings') return { name: 'LitElement', package: 'lit' };
      if (key === 'modules')
        return value.filter(({ path }: { readonly path: string }) => !path.endsWith('settings.ts'));
      return value;
    },
    2,
  );
  return `${text.replaceAll('src/scanner.component.ts', 'dist/index.js').replaceAll('src/define.ts', 'dist/define.js')}\n`;
}

/** Returns HTML data for editors: https://code.visualstudio.com/blogs/2020/02/24/custom-data-format */
function customData({ tagName, description, fields }: ElementManifest): string {
  const sources = globSync('packages/client/src/**/*.ts', { cwd: root }).map((file) =>
    readFileSync(path.join(root, file), 'utf8'),
  );
  const attributes = fields.flatMap((field) => {
    if (field.attribute === undefined) return [];
    const values = wordsOf(field, sources).map((name) => ({ name }));
    const text = markdown(field.description);
    return [{ name: field.attribute, description: text, ...(values.length > 0 && { values }) }];
  });
  return `${JSON.stringify({ version: 1.1, tags: [{ name: tagName, description: markdown(description), attributes }] }, null, 2)}\n`;
}

function markdown(value: string | undefined): { readonly kind: 'markdown'; readonly value: string } {
  return { kind: 'markdown', value: value ?? '' };
}

const generated = '// Generated from the element’s manifest. Do not edit.';

/** Returns a type with the element's properties by name, and by attribute if that differs. */
function settings(fields: readonly Field[]): string {
  const own = `Partial<Pick<KaikuScanner, ${fields.map(({ name }) => `'${name}'`).join(' | ')}>>`;
  const byAttribute = fields.filter(({ name, attribute }) => attribute !== undefined && attribute !== name);
  return [
    own,
    ...byAttribute.map(
      ({ name, attribute }) => `{ '${attribute}'?: KaikuScanner['${name}'] | \`\${KaikuScanner['${name}']}\` }`,
    ),
  ].join('\n  & ');
}

/** The component, and the types of the tag in React 19: properties, and events as `onkaiku-verdict`. */
function react({ tagName, fields }: ElementManifest): string {
  return `${generated}
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { KaikuScanner, KaikuScannerEventMap } from '../index.js';

export { KaikuScanner, type KaikuScannerProps } from '../react/index.js';

type Settings = ${settings(fields)};
type Listeners = { [N in keyof KaikuScannerEventMap as \`on\${N}\`]?: (event: KaikuScannerEventMap[N]) => void };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      '${tagName}': DetailedHTMLProps<HTMLAttributes<KaikuScanner>, KaikuScanner> & Settings & Listeners;
    }
  }
}
`;
}

/** Types for Vue 3: properties, and events as `@kaiku-verdict`. */
function vue({ tagName, fields }: ElementManifest): string {
  return `${generated}
import type { EmitFn, HTMLAttributes, PublicProps } from 'vue';
import type { KaikuScanner, KaikuScannerEventMap } from '../index.js';

type Settings = ${settings(fields)};
type Emits = { [N in keyof KaikuScannerEventMap]: (event: KaikuScannerEventMap[N]) => void };

declare module 'vue' {
  interface GlobalComponents {
    '${tagName}': new () => KaikuScanner & { $props: HTMLAttributes & Settings & PublicProps; $emit: EmitFn<Emits> };
  }
}
`;
}

/** Types for Svelte 5: properties, and events as `onkaiku-verdict`. */
function svelte({ tagName, fields }: ElementManifest): string {
  return `${generated}
import type { HTMLAttributes } from 'svelte/elements';
import type { KaikuScanner, KaikuScannerEventMap } from '../index.js';

type Settings = ${settings(fields)};
type Listeners = { [N in keyof KaikuScannerEventMap as \`on\${N}\`]?: (event: KaikuScannerEventMap[N]) => void };

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    '${tagName}': HTMLAttributes<KaikuScanner> & Settings & Listeners;
  }
}
`;
}
