import { expect, test } from 'vitest';
import type { Task } from '../../../src/session/task.ts';
import { goodAnswer, Stage } from './stage.ts';

/** Tasks with a command that verifies them: that takes minutes, in which a person may type into the same session. */

/** A list whose task has answered `first`, and whose command runs. */
async function verifying(first: string) {
  const stage = new Stage((text) => goodAnswer('Once more.', text));
  stage.hosting.busy = true;
  const { id, session = '' } = await stage.begin({ steps: [{ prompt: 'Count the files.', verify: 'npm test' }] });
  for (let n = 0; n < 20 && stage.hosting.typed.length === 0; n++) await stage.moments();
  const hosted = stage.hosting.sessions.get(session);
  const [task] = hosted?.tasks ?? [];
  if (!hosted || !task) throw new Error('nothing was typed');
  const become = async (...tasks: readonly Task[]): Promise<void> => {
    hosted.tasks = [...tasks];
    await stage.moments(5);
  };
  stage.hosting.asks(session, task.text, goodAnswer(first, task.text));
  await become({ ...task, state: 'verifying' });
  stage.hosting.busy = false;
  return { stage, id, session, task, become };
}

test.each([false, true])(
  'what a person asks while the command of a task runs is not its answer (new daemon: %s)',
  async (isKilled) => {
    const { stage, id, session, task, become } = await verifying('Three.');
    stage.hosting.asks(session, 'By the way, what is 2 + 2?', '4');
    if (isKilled) stage.restart();
    await stage.moments(5);
    await become({ ...task, state: 'done' });
    const { state, steps } = await stage.toTheEnd(id);
    expect(state).toBe('done');
    expect(steps[0]).toMatchObject({ text: 'Three.', usage: { input: 1_000, output: 1_000 } });
    expect(stage.hosting.typed).toHaveLength(1);
  },
);

test.each([0, 1, 2, 3])(
  'what is answered to what the command said is, also of two rounds with the same words (new daemon: %i)',
  async (killed) => {
    const { stage, id, session, task, become } = await verifying('Three.');
    const feedback: Task = {
      id: 'f1',
      text: 'It failed.\n\n> 1 test',
      role: 'feedback',
      of: task.id,
      state: 'running',
    };
    const open: Task = { ...task, state: 'verifying' };
    const restart = (at: number): void => {
      if (killed === at) stage.restart();
    };
    stage.hosting.busy = true;
    stage.hosting.asks(session, 'What is 2 + 2?', '4');
    await become(open, feedback);
    stage.hosting.asks(session, feedback.text, goodAnswer('Four.', task.text));
    await become(open, { ...feedback, state: 'done' });
    restart(1);
    stage.hosting.asks(session, 'What is 3 + 3?', '6');
    await become(open, { ...feedback, state: 'done' }, { ...feedback, id: 'f2' });
    restart(2);
    // All of the round is seen at one look.
    const rounds = ['f1', 'f2'].map((one): Task => ({ ...feedback, id: one, state: 'done' }));
    stage.hosting.asks(session, feedback.text, goodAnswer('Five.', task.text));
    await become(open, ...rounds);
    stage.hosting.asks(session, 'What is 4 + 4?', '8');
    restart(3);
    await become({ ...task, state: 'done' }, ...rounds);
    stage.hosting.busy = false;
    const { state, steps } = await stage.toTheEnd(id);
    expect([state, steps[0]?.text]).toEqual(['done', 'Five.']);
    expect(stage.hosting.typed).toHaveLength(1);
  },
);
