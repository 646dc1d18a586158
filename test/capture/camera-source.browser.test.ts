// How the camera source starts, stops and recovers, on the engine's fake camera.
import { engine } from '../engines/here.ts';
import { codeOf, describe, it, same } from './browser-words.ts';
import { type Ask, card, filming, nextCard, onPage, tell, trackIn } from './camera-source-page.ts';
import { canvasOf } from './canvas.ts';

/** Shows or hides the page. */
function see(visible: boolean): void {
  Object.defineProperty(document, 'visibilityState', { configurable: true, value: visible ? 'visible' : 'hidden' });
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('the camera source', () => {
  // Pictures that stop are waited for as long as a real clerk would.

  it('starts, shows the camera, stops and starts again', () =>
    onPage(async ({ source, video, states, liveTracks }) => {
      await Promise.all([source.start(), source.start()]);
      await source.start();
      same([liveTracks(), video.paused, video.muted, video.playsInline], [1, false, true, true]);
      await source.stop();
      same([liveTracks(), video.srcObject], [0, null]);
      await source.start();
      same([liveTracks(), source.state], [1, { status: 'running' }]);
      same(states(), ['starting', 'running', 'stopped', 'starting', 'running']);
    }));

  it('reports what the open camera offers, and ignores requests for anything else', () =>
    onPage(async ({ source, at, liveTracks }) => {
      same(source.camera.state, { at: 'closed', others: 0, focusable: false });
      await source.start();
      const { label, torch, focusable } = source.camera.state;
      // WebKit's camera has a torch.
      same([typeof label, torch, focusable], ['string', engine === 'webkit' ? false : undefined, false]);
      source.camera.setTorch(true);
      source.camera.focusAt(0.5, 0.5);
      source.camera.another();
      await at('opening', 'playing');
      same([source.camera.state.torch, liveTracks()], [engine === 'webkit' ? true : undefined, 1]);
    }));

  it('releases a camera that is granted only after stop', async () => {
    let grant = (): void => {};
    let asked = (): void => {};
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const late = (real: Ask): Ask => {
      return async (constraints) => {
        asked();
        await new Promise<void>((resolve) => {
          grant = resolve;
        });
        return real(constraints);
      };
    };
    await onPage(async ({ source, liveTracks, states }) => {
      const starting = source.start();
      await isAsked;
      const stopping = source.stop();
      grant();
      await Promise.all([starting, stopping]);
      same([liveTracks(), source.state], [0, { status: 'stopped' }]);
      same(states(), ['starting', 'stopped']);
    }, late);
  });

  it('ends as last requested, however fast start and stop follow each other, with one camera at most', () =>
    onPage(async ({ source, liveTracks }) => {
      const told: Promise<void>[] = [];
      for (let turn = 0; turn < 5; turn++) told.push(source.start(), source.stop());
      told.push(source.start());
      await Promise.all(told);
      same([liveTracks(), source.state], [1, { status: 'running' }]);
      await Promise.all([source.stop(), source.start(), source.stop()]);
      same([liveTracks(), source.state], [0, { status: 'stopped' }]);
    }));

  it('recovers automatically when the camera is lost', () =>
    onPage(async ({ source, video, at, liveTracks, states }) => {
      await source.start();
      const lost = trackIn(video);
      tell(lost, 'ended');
      await at('stalled', 'opening', 'playing');
      same([lost.readyState, liveTracks(), states()], ['ended', 1, ['starting', 'running']]);
    }));

  it('recovers automatically when the pictures stop, and continues to read', async () => {
    let moves = true;
    let asked = 0;
    const ask = (): Ask => (constraints) => {
      asked += 1;
      return asked === 1
        ? filming(canvasOf('qrcode', card), () => moves)(constraints)
        : filming(canvasOf('qrcode', nextCard))(constraints);
    };
    await onPage(async ({ source, at, first, liveTracks }) => {
      await source.start();
      await first('reading');
      moves = false;
      await at('stalled', 'opening', 'playing');
      same([asked, liveTracks(), source.state], [2, 1, { status: 'running' }]);
    }, ask);
  });

  it('continues to read when the device is turned', () => {
    const screen = canvasOf('qrcode', card);
    return onPage(
      async ({ source, reading, states }) => {
        await source.start();
        await reading(card);
        const next = canvasOf('code39', nextCard);
        Object.assign(screen, { width: next.height + 80, height: next.width + 80 });
        const context = screen.getContext('2d');
        if (context) context.fillStyle = 'white';
        context?.fillRect(0, 0, screen.width, screen.height);
        context?.setTransform(0, 1, -1, 0, screen.width - 40, 40);
        context?.drawImage(next, 0, 0);
        context?.resetTransform();
        await reading(nextCard);
        same(states(), ['starting', 'running']);
      },
      () => filming(screen),
    );
  });

  it('releases the camera while the page is hidden, and opens it again with the page', () =>
    onPage(async ({ source, at, liveTracks, states }) => {
      await source.start();
      try {
        see(false);
        same([source.camera.state.at, liveTracks()], ['hidden', 0]);
        see(true);
        await at('hidden', 'opening', 'playing');
        dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
        same([source.camera.state.at, liveTracks()], ['hidden', 0]);
        dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
        await at('hidden', 'opening', 'playing');
      } finally {
        Reflect.deleteProperty(document, 'visibilityState');
      }
      same([liveTracks(), states()], [1, ['starting', 'running']]);
    }));

  it('waits while the system mutes the camera', () =>
    onPage(async ({ source, video, at, liveTracks }) => {
      await source.start();
      const track = trackIn(video);
      tell(track, 'mute');
      same(source.camera.state.at, 'muted');
      tell(track, 'unmute');
      await at('muted', 'playing');
      same([trackIn(video) === track, liveTracks()], [true, 1]);
    }));

  it('sleeps after a long time without a card, and wakes on request', () =>
    onPage(
      async ({ source, at, liveTracks, states }) => {
        await source.start();
        await at('playing', 'asleep');
        same([liveTracks(), states()], [0, ['starting', 'running']]);
        source.camera.wake();
        await at('asleep', 'opening', 'playing');
        same([liveTracks(), states()], [1, ['starting', 'running']]);
      },
      undefined,
      { idleAfterMs: 300 },
    ));

  it('does not start once it is closed', () =>
    onPage(async ({ source }) => {
      await source.close();
      same(await codeOf(source.start()), 'config/invalid');
    }));
});
