/**
 * What may import what. Data flows one way: a stage may import its own files and the stages named here, nothing else
 * (docs/decisions/0002-the-house.md).
 */

/** By package: the packages and subpaths that it may import. */
export const packages: Readonly<Record<string, readonly string[]>> = {
  capture: [],
  client: [],
  registry: [
    '@kaiku/client/contract',
    '@kaiku/client/offline-contract',
    '@kaiku/client/admission',
    '@kaiku/client/import-file',
  ],
  scanner: [
    '@kaiku/capture',
    '@kaiku/capture/doctor',
    '@kaiku/capture/wedge',
    '@kaiku/client',
    '@kaiku/client/admission',
  ],
};

/** By package, by stage (a folder or file in `src`): the stages that it may import, with their folders. `*` is any. */
export const stages: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  client: {
    errors: [],
    listeners: [],
    locks: [],
    environment: ['locks'],
    deadline: ['environment'],
    card: [],
    admission: ['card'],
    usage: ['errors', 'card', 'admission'],
    registry: ['errors', 'listeners', 'deadline', 'card', 'admission', 'usage'],
    verdict: ['errors', 'card', 'admission'],
    storage: ['errors', 'environment', 'locks', 'card', 'admission', 'usage'],
    outbox: ['errors', 'listeners', 'environment', 'deadline', 'admission', 'usage', 'registry', 'verdict', 'storage'],
    offline: ['errors', 'listeners', 'environment', 'admission', 'usage', 'registry', 'storage', 'outbox'],
    'import-file': ['admission'],
    'desk-state': ['errors', 'listeners', 'admission', 'storage', 'outbox', 'offline', 'registry', 'verdict'],
    desk: ['*'],
    device: ['*'],
    index: ['*'],
  },
  capture: {
    errors: [],
    reading: ['errors'],
    grammar: ['reading'],
    normal: [],
    source: ['errors', 'reading'],
    camera: ['errors', 'reading'],
    decode: ['errors', 'reading', 'grammar', 'camera'],
    engines: ['reading', 'decode', 'normal'],
    accept: ['reading', 'grammar', 'decode'],
    'camera-source': ['errors', 'reading', 'source', 'camera', 'decode', 'accept'],
    wedge: ['errors', 'reading', 'source'],
    'capture-field': ['errors', 'reading', 'source', 'wedge'],
    doctor: ['reading', 'wedge'],
    frame: ['errors', 'reading', 'source'],
    hid: ['errors', 'reading', 'source', 'wedge'],
    serial: ['errors', 'reading', 'source', 'wedge'],
    index: ['*'],
  },
};

/** The entries of threads: they put the engines together, as an index does the stages. */
export const threadEntries: readonly string[] = ['packages/capture/src/decode/decode-worker.ts'];

/** Files for Node only, in packages that run in browsers. */
export const nodeOnly: readonly string[] = [
  'packages/client/src/storage/file-storage.ts',
  'packages/client/src/storage/sqlite-file.ts',
];
