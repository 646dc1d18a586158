import type { CameraPage, Off } from './page.ts';

/** Keeps the screen awake on request, with at most one lock, and none afterwards. */
export function createAwake({ keepAwake }: Pick<CameraPage, 'keepAwake'>): (wanted: boolean) => void {
  let wanted = false;
  let asking = false;
  let release: Off | undefined;

  async function update(): Promise<void> {
    if (asking) return;
    if (!wanted) {
      release?.();
      release = undefined;
    }
    if (!wanted || release !== undefined) return;
    asking = true;
    release = await keepAwake();
    asking = false;
    // Overtaken while the browser thought about it.
    if (!wanted) await update();
  }

  return (now) => {
    if (now === wanted) return;
    wanted = now;
    void update();
  };
}
