/** A ticketing system's till in React: the desk and the reader live as long as the page, React only shows them. */
import { wedgeSource } from '@kaiku/capture/wedge';
import { cardGrammar, createDesk } from '@kaiku/client';
import { createRoot } from 'react-dom/client';
import { openOrders } from './orders.ts';
import './style.css';
import { Till } from './till.tsx';
import { lang, words } from './words.ts';

const { registry, token } = (await (await fetch('kaiku.json')).json()) as { registry: string; token: string };
const show = new URLSearchParams(location.search).get('show') ?? '';

const desk = createDesk({ registry, token, show, recordsAs: 'sold' });
const reader = wedgeSource({ grammar: cardGrammar });
await reader.start();

function onCard(take: (text: string) => void): () => void {
  return reader.subscribe((event) => {
    if (event.type === 'reading') take(event.reading.text);
  });
}

document.documentElement.lang = lang;
document.title = words.title;
const place = document.querySelector('#till');
if (place) createRoot(place).render(<Till desk={desk} orders={openOrders(desk)} onCard={onCard} />);
