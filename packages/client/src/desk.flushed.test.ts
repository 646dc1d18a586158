import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeskFixture } from '../../../test/client/desk-fixture.ts';
import { counted, error, settled } from '../../../test/client/world.ts';

let fixture: DeskFixture;
beforeEach(async () => {
  fixture = new DeskFixture();
  await settled();
});
afterEach(() => fixture.desk.close());

describe('`flushed`', () => {
  it('resolves at once if nothing is pending', async () => {
    expect(await fixture.desk.flushed()).toEqual([]);
  });
  it('sends pending entries, and returns the review list once they are acknowledged', async () => {
    await fixture.admitProvisionally();
    fixture.onlyRequest().fail(error('registry/unreachable'));
    await settled();
    let isFlushed = false;
    const flushed = fixture.desk.flushed().finally(() => {
      isFlushed = true;
    });
    await settled();
    expect(isFlushed).toBe(false);
    fixture.onlyRequest().answer({ ...counted, flags: ['card-expired'] } as typeof counted);
    expect(await flushed).toMatchObject([{ why: 'flagged', flags: ['card-expired'] }]);
  });
  it('includes entries of an earlier run', async () => {
    await fixture.admitProvisionally();
    await fixture.desk.close();
    fixture.start();
    const flushed = fixture.desk.flushed();
    await settled();
    fixture.onlyRequest().answer(counted);
    expect(await flushed).toEqual([]);
  });
  it('waits while the registry does not respond, until its signal aborts', async () => {
    await fixture.admitProvisionally();
    const off = new AbortController();
    const flushed = fixture.desk.flushed({ signal: off.signal });
    const calledOff = expect(flushed).rejects.toThrow('The test cancels.');
    fixture.onlyRequest().fail(error('registry/unreachable'));
    await settled();
    off.abort(new Error('The test cancels.'));
    await calledOff;
    expect(fixture.desk.state.pending).toBe(1);
  });
  it('throws if the registry locks the device out', async () => {
    await fixture.admitProvisionally();
    fixture.onlyRequest().fail(error('registry/unreachable'));
    await settled();
    const refused = expect(fixture.desk.flushed()).rejects.toMatchObject({
      code: 'registry/unauthorised',
      retryable: true,
    });
    await settled();
    fixture.onlyRequest().fail(error('registry/unauthorised'));
    await refused;
  });
  it('throws if the desk closes', async () => {
    await fixture.admitProvisionally();
    const closed = expect(fixture.desk.flushed()).rejects.toMatchObject({ code: 'desk/closed' });
    await settled();
    await fixture.desk.close();
    await closed;
    await expect(fixture.desk.flushed()).rejects.toMatchObject({ code: 'desk/closed' });
  });
});
