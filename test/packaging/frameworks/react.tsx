import '@kaiku/scanner/define';
import type {} from '@kaiku/scanner/react';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import type { Mount, Settings } from './mount.ts';

let choose: (show: string) => void = () => {};

function Till({ registry, token, show: first, onVerdict }: Settings) {
  const [show, setShow] = useState(first);
  choose = setShow;
  return (
    <kaiku-scanner
      registry={registry}
      show={show}
      records-as="door"
      leaseTickets={0}
      token={() => token}
      onkaiku-verdict={({ detail }) => onVerdict(detail.outcome)}
    />
  );
}

export const mount: Mount = (place, settings) => {
  const root = createRoot(place);
  root.render(<Till {...settings} />);
  return { choose: (show) => choose(show), unmount: () => root.unmount() };
};

/** Must not compile. */
export const wrong = [
  // @ts-expect-error: not a way to record
  <kaiku-scanner key="a" recordsAs="window" />,
  // @ts-expect-error: no such property
  <kaiku-scanner key="b" shows="x" />,
  // @ts-expect-error: an error has no outcome
  <kaiku-scanner key="c" onkaiku-error={({ detail }) => detail.outcome} />,
];
