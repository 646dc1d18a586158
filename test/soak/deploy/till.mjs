// A till that records one card after the other through the proxy, and prints what its clerk is shown of each.
import { createDesk } from '@kaiku/client';
import { fileStorage } from '@kaiku/client/file-storage';

const desk = createDesk({
  registry: 'https://registry.example/',
  token: process.env.TOKEN,
  show: 'ilta',
  storage: fileStorage('/walk/till.sqlite'),
});
await desk.ready();
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

for (let number = 1; number <= Number(process.env.CARDS); number += 1) {
  let verdict;
  // Without an answer, and with no ticket left for an outage, the clerk tries the card again.
  while (verdict === undefined || verdict.outcome === 'undecided') {
    if (verdict !== undefined) await pause(300);
    const decision = await desk.check(`A${700_000_000 + number}`);
    verdict =
      decision.outcome === 'admissible' || decision.outcome === 'provisional'
        ? await desk.admit([{ decision, minors: 0 }])
        : decision;
  }
  console.log(JSON.stringify({ atMs: Date.now(), id: verdict.visitId, outcome: verdict.outcome }));
  await pause(100);
}
await desk.flushed();
await desk.close();
