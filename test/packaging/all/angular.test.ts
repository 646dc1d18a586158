/** The element in a component of Angular, built by its command. */
import path from 'node:path';
import { arki } from '@kaiku/registry';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openVenue, type Venue } from '../../support/venue.ts';
import { recordsACard } from '../records-a-card.ts';
import { installPackages, makeProject, node } from './installed.ts';
import { serveFolder } from './site.ts';

let venue: Venue;
beforeAll(async () => {
  venue = await openVenue();
});
afterAll(async () => {
  await venue?.close();
});

/** Angular wants a TypeScript of its own, so it is installed in the project. */
const manifest = {
  private: true,
  type: 'module',
  dependencies: {
    '@angular/build': '22.2.7',
    '@angular/cli': '22.2.7',
    '@angular/common': '22.2.6',
    '@angular/compiler': '22.2.6',
    '@angular/compiler-cli': '22.2.6',
    '@angular/core': '22.2.6',
    '@angular/platform-browser': '22.2.6',
    rxjs: '7.8.2',
    tslib: '2.8.1',
    typescript: '6.0.3',
  },
};

const workspace = {
  version: 1,
  cli: { analytics: false },
  projects: {
    till: {
      projectType: 'application',
      root: '',
      sourceRoot: 'src',
      architect: {
        build: {
          builder: '@angular/build:application',
          options: { browser: 'src/main.ts', index: 'src/index.html', tsConfig: 'tsconfig.json', outputPath: 'dist' },
        },
      },
    },
  },
};

const compiler = {
  compilerOptions: { strict: true, target: 'ES2022', module: 'preserve', moduleResolution: 'bundler' },
  angularCompilerOptions: { strictTemplates: true },
  files: ['src/main.ts'],
};

/** A till as a venue writes it. The title of its page says what the last event has. */
const main = () => `import { Component, CUSTOM_ELEMENTS_SCHEMA } from '@angular/core';
  import { bootstrapApplication } from '@angular/platform-browser';
  import '@kaiku/scanner/define';
  import type { KaikuScannerEventMap } from '@kaiku/scanner';

  @Component({
    selector: 'app-till',
    schemas: [CUSTOM_ELEMENTS_SCHEMA],
    template: \`<kaiku-scanner [registry]="registry" [show]="show" [token]="token" (kaiku-verdict)="tell($event)"></kaiku-scanner>\`,
  })
  class Till {
    registry = '${venue.registry}';
    show = '${arki.shows.noCap.id}';
    token = () => '${venue.token}';
    tell({ detail }: KaikuScannerEventMap['kaiku-verdict']): void {
      document.title = detail.outcome;
    }
  }
  bootstrapApplication(Till).catch((error) => reportError(error));`;

it('Angular 22 builds a page that reads a card and records it', async () => {
  const folder = makeProject('angular', {
    'package.json': JSON.stringify(manifest),
    'angular.json': JSON.stringify(workspace),
    'tsconfig.json': JSON.stringify(compiler),
    'src/index.html': `<!doctype html><html lang="en"><title>Till</title><link rel="icon" href="data:,"><app-till></app-till></html>`,
    'src/main.ts': main(),
  });
  installPackages(folder);
  await node(folder, 'node_modules/@angular/cli/bin/ng.js', 'build');
  const site = await serveFolder(path.join(folder, 'dist/browser'));
  expect(await recordsACard(venue, site, arki.cards.family)).toBe('confirmed');
});
