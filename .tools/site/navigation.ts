/** What the sidebar lists, by who reads it. A page that it does not list is found by links and by the search. */

/** A group of the sidebar: places of pages, as in pages.ts. */
export interface Group {
  readonly title: string;
  readonly places: readonly string[];
}

export const groups: readonly Group[] = [
  { title: 'Start', places: ['index.md', 'overview.md', 'playground.md'] },
  {
    title: 'For a venue',
    places: [
      'house.md',
      'web-site.md',
      'devices.md',
      'card.md',
      'readers.md',
      'camera.md',
      'statistics.md',
      'kaikukanta.md',
      'import-file.md',
    ],
  },
  {
    title: 'For a vendor',
    places: [
      'embed.md',
      'packages/client.md',
      'element.md',
      'screen.md',
      'pictures/index.md',
      'bundlers.md',
      'packages/scanner.md',
      'packages/capture.md',
      'packages/registry.md',
      'testkit.md',
      'packages/testkit.md',
      'examples/wordpress.md',
    ],
  },
  { title: 'To operate', places: ['deploy.md', 'security.md', 'privacy.md', 'browsers.md', 'accessibility.md'] },
  {
    title: 'Reference',
    places: [
      'api/client.md',
      'api/capture.md',
      'api/scanner.md',
      'api/registry.md',
      'api/testkit.md',
      'api/http.md',
      'errors.md',
      'rules.md',
      'sources.md',
      'promises.md',
      'protocol.md',
      'benchmarks.md',
      'glossary.md',
    ],
  },
  {
    title: 'For a developer',
    places: ['development.md', 'path.md', 'decisions/index.md', 'releasing.md', 'changelog.md', 'report.md'],
  },
];

export const finnishGroups: readonly Group[] = [
  {
    title: 'Kohteelle',
    places: [
      'fi/index.md',
      'fi/house.md',
      'fi/web-site.md',
      'fi/devices.md',
      'fi/card.md',
      'fi/readers.md',
      'fi/camera.md',
      'fi/privacy.md',
      'fi/playground.md',
    ],
  },
];
