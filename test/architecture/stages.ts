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
    usage: ['errors', 'admission'],
    registry: ['errors', 'listeners', 'deadline', 'admission', 'usage'],
    verdict: ['errors', 'card', 'admission'],
    storage: ['errors', 'environment', 'locks', 'card', 'admission', 'usage'],
    outbox: ['errors', 'listeners', 'environment', 'deadline', 'usage', 'registry', 'verdict', 'storage'],
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
    'iframe-source': ['errors', 'reading', 'source'],
    hid: ['errors', 'reading', 'source', 'wedge'],
    serial: ['errors', 'reading', 'source', 'wedge'],
    index: ['*'],
  },
  registry: {
    'store/database': [],
    'store/functions': ['store/database'],
    'store/migrate': ['store/database', 'store/functions'],
    'store/devices': ['store/database'],
    'store/world': ['store/devices'],
    'store/seed': ['store/database', 'store/devices', 'store/world'],
    'store/shows': ['store/database', 'store/devices'],
    'store/leases': ['store/database', 'store/devices', 'store/shows'],
    'store/news': ['store/database', 'store/devices', 'store/leases', 'store/shows'],
    'store/journals': ['store/database', 'store/devices', 'store/leases', 'store/shows'],
    'store/visits': ['store/database', 'store/devices', 'store/journals', 'store/leases', 'store/shows'],
    'store/usages': ['store/database', 'store/devices', 'store/visits'],
    'store/lookups': ['store/database', 'store/devices', 'store/visits'],
    'store/reservations': ['store/database', 'store/devices', 'store/leases', 'store/shows', 'store/visits'],
    'store/deliveries': [
      'store/database',
      'store/devices',
      'store/journals',
      'store/leases',
      'store/shows',
      'store/visits',
    ],
    'store/figures': ['store/database'],
    'store/store': ['store'],
    'store/create-store': ['store'],
    scenarios: ['store'],
    observe: ['store'],
    http: ['store', 'observe'],
    routes: ['store', 'http'],
    operations: ['http', 'routes'],
    pages: ['http', 'scenarios'],
    faults: ['http'],
    app: ['store', 'observe', 'http', 'routes', 'operations', 'pages', 'faults'],
    doctor: ['store', 'scenarios'],
    listen: ['app'],
    'create-registry-server': ['*'],
    bin: ['index'],
    index: ['*'],
  },
  scanner: {
    version: [],
    browser: [],
    training: [],
    flow: [],
    events: ['flow'],
    signals: ['flow'],
    locales: ['flow', 'training'],
    session: ['browser', 'training', 'flow', 'events', 'signals', 'locales'],
    'scanner.settings': ['locales', 'session'],
    views: ['training', 'flow', 'signals', 'locales', 'session'],
    controllers: ['browser', 'flow', 'events', 'signals', 'locales', 'session', 'scanner.settings'],
    styles: [],
    'scanner.styles': ['styles'],
    'scanner.component': ['*'],
    define: ['scanner.component'],
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
