import { KaikuScanner } from '@kaiku/scanner/react';
import { useState } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import type { Mount, Settings } from './mount.ts';

let choose: (show: string) => void = () => {};

function Till({ registry, token, show: first, onVerdict }: Settings) {
  const [show, setShow] = useState(first);
  choose = setShow;
  return (
    <KaikuScanner
      registry={registry}
      show={show}
      recordsAs="door"
      leaseTickets={0}
      token={() => token}
      onKaikuVerdict={({ detail }) => onVerdict(detail.outcome)}
    />
  );
}

/** The component, of HTML that a server could have sent. */
export const mount: Mount = (place, settings) => {
  place.innerHTML = renderToString(<Till {...settings} />);
  const onRecoverableError = (error: unknown) => reportError(error);
  const root = hydrateRoot(place, <Till {...settings} />, { onRecoverableError });
  return { choose: (show) => choose(show), unmount: () => root.unmount() };
};

/** Must not compile. */
export const wrong = [
  // @ts-expect-error: not a way to record
  <KaikuScanner key="a" recordsAs="window" />,
  // @ts-expect-error: no such property
  <KaikuScanner key="b" shows="x" />,
  // @ts-expect-error: an error has no outcome
  <KaikuScanner key="c" onKaikuError={({ detail }) => detail.outcome} />,
];
