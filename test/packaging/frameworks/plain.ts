import '@kaiku/scanner/define';
import type { Mount } from './mount.ts';

export const mount: Mount = (place, { registry, token, show, onVerdict }) => {
  const scanner = document.createElement('kaiku-scanner');
  scanner.setAttribute('registry', registry);
  scanner.setAttribute('show', show);
  scanner.setAttribute('records-as', 'door');
  scanner.leaseTickets = 0;
  scanner.token = () => token;
  scanner.addEventListener('kaiku-verdict', ({ detail }) => onVerdict(detail.outcome));
  place.append(scanner);
  return {
    choose: (next) => scanner.setAttribute('show', next),
    unmount: () => scanner.remove(),
  };
};
