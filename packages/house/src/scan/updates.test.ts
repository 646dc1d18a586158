import { beforeEach, expect, it } from 'vitest';
import { followUpdates } from './updates.ts';

let isBusy: boolean;
let isWaiting: boolean;
let asked: string[];
let look: () => void;
let changed: () => void;

beforeEach(() => {
  [isBusy, isWaiting, asked] = [false, false, []];
  changed = () => {};
});

/** Starts a page that an earlier version serves, or the first one. */
function start({ isFirst = false } = {}): void {
  followUpdates({
    registration: {
      get waiting() {
        return isWaiting ? ({ postMessage: (text: string) => asked.push(text) } as unknown as ServiceWorker) : null;
      },
      update: async () => asked.push('update') as unknown as ServiceWorkerRegistration,
    },
    container: {
      controller: isFirst ? null : ({} as ServiceWorker),
      addEventListener: (_: string, listener: unknown) => (changed = listener as () => void),
    },
    isBusy: () => isBusy,
    page: { setInterval: (task) => (look = task), location: { reload: () => asked.push('reload') } },
  });
}

const looks = (count: number) => Array.from({ length: count }, () => look());

it('a version that waits takes over at the start of the page', () => {
  isWaiting = true;
  start();
  expect(asked).toEqual(['take-over']);
  changed();
  expect(asked).toEqual(['take-over', 'reload']);
});

it('a version that comes later takes over after a minute with nothing on the screen, and not before', () => {
  start();
  isWaiting = true;
  looks(11);
  isBusy = true;
  looks(100);
  isBusy = false;
  looks(11);
  expect(asked).toEqual([]);
  looks(1);
  expect(asked).toEqual(['take-over']);
  changed();
  expect(asked).toEqual(['take-over', 'reload']);
});

it('a window with a card on its screen is not loaded again when another window lets the version take over', () => {
  start();
  isBusy = true;
  changed();
  looks(100);
  expect(asked).toEqual([]);
  isBusy = false;
  looks(12);
  expect(asked).toEqual(['reload']);
});

it('the first version of all loads nothing again, and asks for the next one every hour', () => {
  start({ isFirst: true });
  changed();
  looks(720);
  expect(asked).toEqual(['update']);
});
