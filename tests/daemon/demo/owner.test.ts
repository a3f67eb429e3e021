import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { demoOwner, whenGone } from '../../../src/daemon/demo/owner.ts';
import { limits } from '../../../src/limits.ts';
import { ManualClock } from '../../../src/base/clock.ts';

describe('the owner of a demonstration', () => {
  it('is nobody for a daemon of every day', () => {
    expect(demoOwner({})).toBeUndefined();
    expect(demoOwner({ PCC_DEMO_OWNER: 'me' })).toBeUndefined();
  });

  it('is missed when its process has ended, and not before', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await once(child, 'spawn');
    const owner = demoOwner({ PCC_DEMO_OWNER: String(child.pid) });
    if (!owner) throw new Error('The process was not found.');
    const clock = new ManualClock();
    let gone = 0;
    whenGone(owner, clock, () => gone++);
    clock.advance(3 * limits.demoOwnerLookMs);
    expect(gone).toBe(0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    clock.advance(3 * limits.demoOwnerLookMs);
    expect(gone).toBe(1);
  });

  it('is missed at once where it never was', () => {
    const owner = demoOwner({ PCC_DEMO_OWNER: '999999999' });
    if (!owner) throw new Error('An owner was named.');
    const clock = new ManualClock();
    let gone = 0;
    whenGone(owner, clock, () => gone++);
    clock.advance(limits.demoOwnerLookMs);
    expect(gone).toBe(1);
  });
});
