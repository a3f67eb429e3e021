import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeRig, startPuppet } from '../rig.ts';

test('no session is started for a file that another one follows', { timeout: 30_000 }, async () => {
  const rig = await makeRig();
  const { live, project } = await startPuppet(rig);
  const path = join(project, 'requirements.md');
  const text = '- [ ] one\n';
  writeFileSync(path, text);
  const file = live.status([], null).path;
  live.actor.dispatch({
    type: 'task',
    task: { id: `${live.id}.1`, text: 'one', source: { file: join(file, 'requirements.md'), text: 'one' } },
    queued: true,
  });
  const start = { path: project, trust: false, args: [], claude: '/bin/true', env: {}, requirements: { path, text } };
  await expect(rig.sessions.start(start)).rejects.toThrow(`is followed by the session '${live.id}'`);
  expect(rig.sessions.live.size).toBe(1);
  expect(rig.store.sessions.list({ all: true })).toHaveLength(1);
});
