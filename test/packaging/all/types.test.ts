/** The types of the installed packages, in each TypeScript that they are for. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { makeProject, node, run } from './installed.ts';

/** Nothing but this import: the tag's name must be known by it. */
const page = `import '@kaiku/scanner/define';
  const scanner = document.createElement('kaiku-scanner');
  scanner.token = ({ refused }) => (refused === undefined ? 'token' : Promise.resolve('another'));
  scanner.addEventListener('kaiku-verdict', ({ detail }) => detail.outcome satisfies string);
  // @ts-expect-error: not a way to record
  scanner.recordsAs = 'window';
  document.querySelector('kaiku-scanner')?.start();`;
const server = `import { createDesk, isKaikuError } from '@kaiku/client';
  const desk = createDesk({ registry: 'https://registry.example/', token: 'token', show: 'ilta' });
  const decision = await desk.check('A045198723');
  if (decision.outcome === 'admissible') await desk.admit([{ decision, minors: 1 }]);
  // @ts-expect-error: a refused card cannot be admitted
  if (decision.outcome === 'refused') await desk.admit([{ decision, minors: 1 }]);
  try { await desk.close(); } catch (error) { if (isKaikuError(error)) error.code satisfies string; }`;
const react = `import { KaikuScanner } from '@kaiku/scanner/react';
  export const right = <KaikuScanner registry="/" recordsAs="door" id="till" token={() => 'token'} onKaikuVerdict={({ detail }) => detail.outcome} />;
  // @ts-expect-error: not a way to record
  export const wrong = <KaikuScanner recordsAs="window" />;
  // @ts-expect-error: an error has no outcome
  export const missing = <KaikuScanner onKaikuError={({ detail }) => detail.outcome} />;`;

const compilers = { '5.4': 'typescript-5.4', '5.9': 'typescript', '6.0': 'typescript-6', '7.0': 'typescript-7' };

/** Returns the file of a compiler's command. */
function tsc(compiler: string): string {
  const folder = path.join(inject('installedIn'), 'node_modules', compiler);
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    readonly bin: { readonly tsc: string };
  };
  return path.join(folder, bin.tsc);
}

describe.each(Object.entries(compilers))('TypeScript %s', (version, compiler) => {
  const check = (name: string, files: Readonly<Record<string, string>>, settings: object) => {
    const common = {
      strict: true,
      noEmit: true,
      target: 'es2022',
      module: 'esnext',
      moduleResolution: 'bundler',
      types: [],
    };
    const config = JSON.stringify({ compilerOptions: { ...common, ...settings }, files: Object.keys(files) });
    const folder = makeProject(`types-${version}-${name}`, { ...files, 'tsconfig.json': config });
    return node(folder, tsc(compiler), '--project', '.');
  };

  it('accepts a page, and knows the element by the import that defines it', async () => {
    // `Uint8Array<ArrayBuffer>` is of 5.7: before it, our declarations and those of others are not checked.
    const skipLibCheck = version === '5.4';
    await check('page', { 'page.ts': page }, { lib: ['es2022', 'dom', 'dom.iterable'], skipLibCheck });
  });

  it('accepts a server without the types of the DOM', async () => {
    await check(
      'server',
      { 'server.ts': server },
      { lib: ['es2022', 'esnext.disposable'], types: ['node'], skipLibCheck: true },
    );
  });

  it('accepts the component of React', async () => {
    const lib = ['es2022', 'dom', 'dom.iterable'];
    await check('react', { 'till.tsx': react }, { lib, jsx: 'react-jsx', skipLibCheck: true });
  });
});

describe('Vue’s strict templates', () => {
  const check = (template: string) => {
    const folder = makeProject('vue', {
      'Till.vue': `<script setup lang="ts">
        import '@kaiku/scanner/define';
        import type {} from '@kaiku/scanner/vue';
        const token = () => 'token';
        const noted: string[] = [];
        </script>
        <template>${template}</template>`,
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          ...{ strict: true, noEmit: true, target: 'es2022', module: 'esnext', moduleResolution: 'bundler' },
          ...{ lib: ['es2022', 'dom', 'dom.iterable'], types: [], skipLibCheck: true },
        },
        vueCompilerOptions: { strictTemplates: true },
        files: ['Till.vue'],
      }),
    });
    return run(folder, 'vue-tsc', '--project', '.');
  };

  it('accept the element, by properties and by attributes', async () => {
    const right = `<kaiku-scanner registry="/" show="ilta" records-as="door" :lease-tickets="0" :token="token"
      @kaiku-verdict="({ detail }) => noted.push(detail.outcome)" />`;
    await check(right);
  });

  it.each([
    ['a wrong value', '<kaiku-scanner records-as="window" />'],
    ['an unknown name', '<kaiku-scanner :shows="token" />'],
    ['an event’s wrong detail', '<kaiku-scanner @kaiku-error="({ detail }) => noted.push(detail.outcome)" />'],
  ])('refuse %s', async (_, wrong) => {
    await expect(check(wrong)).rejects.toThrow(/error TS/);
  });
});
