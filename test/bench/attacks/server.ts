/** A registry in its own process, with the limits that it has by default. It reports its longest pause and its memory. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createRegistryServer, listen } from '@kaiku/registry';

const registryServer = await createRegistryServer({
  database: { kind: 'postgres', url: process.env.DATABASE_URL ?? '' },
  scenario: 'empty',
  addressHeader: 'X-Real-IP',
  log: (line) => console.error(line),
});
const { url } = await listen(registryServer.app);
const pauses = monitorEventLoopDelay({ resolution: 1 });
let maxRss = 0;
setInterval(() => {
  maxRss = Math.max(maxRss, process.memoryUsage.rss());
}, 50).unref();
pauses.enable();
process.on('message', () => {
  process.send?.({ pauseMs: pauses.max / 1e6, rssMb: maxRss / 2 ** 20 });
  pauses.reset();
  maxRss = 0;
});
process.send?.({ url });
