/** A box office that uses a USB reader and the headless client, without camera and decoder. */
import { wedgeSource } from '@kaiku/capture/wedge';
import { cardGrammar, createDesk, type Verdict } from '@kaiku/client';

const { registry, token } = (await (await fetch('kaiku.json')).json()) as { registry: string; token: string };
const show = new URLSearchParams(location.search).get('show') ?? '';

const desk = createDesk({ registry, token, show });
const reader = wedgeSource({ grammar: cardGrammar });

reader.subscribe(async (event) => {
  if (event.type !== 'reading') return;
  const decision = await desk.check(event.reading.text);
  if (decision.outcome === 'refused') return say(`Ei kirjattu: ${decision.refusal.reason}`);
  if (decision.outcome === 'undecided') return say(`Ei voida päättää nyt: ${decision.cause}`);
  if (decision.outcome === 'has-ticket') return say(words['has-ticket']);
  // This till records the smallest party that the card may bring. A real till asks for the number of children.
  say(words[(await desk.admit([{ decision, minors: decision.minors.min }])).outcome]);
});
await reader.start();

const words: Readonly<Record<Verdict['outcome'], string>> = {
  confirmed: 'Kirjattu Kaikukantaan.',
  provisional: 'Tallessa tällä laitteella, lähetetään kun yhteys palaa.',
  'has-ticket': 'Lippu on valmiina, uutta kirjausta ei tarvita.',
  refused: 'Ei kirjattu: sääntö estää.',
  undecided: 'Ei voida päättää nyt: käytä paperilomaketta.',
};

function say(sentence: string): void {
  const status = document.querySelector('#status');
  const line = document.createElement('li');
  line.textContent = `${new Date().toLocaleTimeString('fi-FI')} ${sentence}`;
  document.querySelector('#log')?.prepend(line);
  if (status !== null) status.textContent = sentence;
}
