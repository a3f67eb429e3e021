import { oneLine } from '../../../face/text/text.ts';
import { span } from '../../scene.ts';
import { wrapLine, wrapText } from '../../view/box.ts';
import { isListed, isRemovable, numberOfTask, taskLook } from '../../view/taskLooks.ts';
import { sessionOf } from '../forms.ts';
import { removingKind } from '../removing.ts';

/** Takes a task out of a queue after a yes. */
export const removeTaskKind = removingKind({
  name: 'remove-task',
  summary: 'Remove a task after a yes',
  title: 'Remove a task',
  about({ session: id, text: taskId = '' }, model, cols) {
    const session = sessionOf(model, id);
    const task = session?.queue.find((one) => one.id === taskId);
    if (!session || !task || !isListed(task)) return `Task ${taskId} is not in the queue any more.`;
    if (!isRemovable(task)) return `Task ${taskId} is ${task.state} now: it stays.`;
    const { glyph, word, ink } = taskLook(task, session.queue);
    const waiting = session.queue.filter(({ after, state }) => after === taskId && state === 'queued').length;
    const head = [
      span(`#${numberOfTask(taskId)} of ${oneLine(session.id)}  `, 'strong'),
      span(`${glyph} ${word}`, ink),
    ];
    return [
      ...wrapLine(head, cols),
      ...wrapText(task.text.slice(0, textChars), cols, 'typed').slice(0, textRows),
      ...(waiting > 0
        ? wrapText(
            `${waiting} ${waiting === 1 ? 'task waits' : 'tasks wait'} for it, and will not begin.`,
            cols,
            'needs',
          )
        : []),
    ];
  },
  call: ({ session = '', text = '' }, serial) => ({
    type: 'call',
    tag: { panel: serial, word: 'remove' },
    method: 'queue.remove',
    params: { id: session, task: text },
  }),
  told: ({ text = '' }) => `Task ${text} was removed.`,
});

/** Of a long task its beginning tells which one it is. */
const textRows = 6;
const textChars = 1_000;
