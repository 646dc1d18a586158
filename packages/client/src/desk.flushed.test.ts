import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeskStand } from '../../../test/client/desk-stand.ts';
import { counted, error, settled } from '../../../test/client/world.ts';

let stand: DeskStand;
beforeEach(async () => {
  stand = new DeskStand();
  await settled();
});
afterEach(() => stand.desk.close());

describe('`flushed`', () => {
  it('resolves at once if nothing is pending', async () => {
    expect(await stand.desk.flushed()).toEqual([]);
  });
  it('sends pending entries, and returns the review list once they are acknowledged', async () => {
    await stand.provisional();
    stand.only().fail(error('registry/unreachable'));
    await settled();
    let isFlushed = false;
    const flushed = stand.desk.flushed().finally(() => {
      isFlushed = true;
    });
    await settled();
    expect(isFlushed).toBe(false);
    stand.only().answer({ ...counted, flags: ['card-expired'] } as typeof counted);
    expect(await flushed).toMatchObject([{ why: 'flagged', flags: ['card-expired'] }]);
  });
  it('includes entries of an earlier run', async () => {
    await stand.provisional();
    await stand.desk.close();
    stand.begin();
    const flushed = stand.desk.flushed();
    await settled();
    stand.only().answer(counted);
    expect(await flushed).toEqual([]);
  });
  it('waits while the registry does not respond, until its signal aborts', async () => {
    await stand.provisional();
    const off = new AbortController();
    const flushed = stand.desk.flushed({ signal: off.signal });
    const calledOff = expect(flushed).rejects.toThrow('enough');
    stand.only().fail(error('registry/unreachable'));
    await settled();
    off.abort(new Error('enough'));
    await calledOff;
    expect(stand.desk.state.pending).toBe(1);
  });
  it('throws if the registry locks the device out', async () => {
    await stand.provisional();
    stand.only().fail(error('registry/unreachable'));
    await settled();
    const refused = expect(stand.desk.flushed()).rejects.toMatchObject({
      code: 'registry/unauthorised',
      retryable: true,
    });
    await settled();
    stand.only().fail(error('registry/unauthorised'));
    await refused;
  });
  it('throws if the desk closes', async () => {
    await stand.provisional();
    const closed = expect(stand.desk.flushed()).rejects.toMatchObject({ code: 'desk/closed' });
    await settled();
    await stand.desk.close();
    await closed;
    await expect(stand.desk.flushed()).rejects.toMatchObject({ code: 'desk/closed' });
  });
});
