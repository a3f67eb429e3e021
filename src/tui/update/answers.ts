import type { Answered, Reply } from '../message.ts';
import type { Model } from '../model.ts';
import { heardLate } from './panels.ts';
import type { Step } from './step.ts';
import { stepTo, telling } from './step.ts';

/** What is told of an answer that no panel waits for: `update` asked itself, or the panel was closed meanwhile. */
export function answerTold(model: Model, reply: Reply): Step {
  const next = answerArrived(heardLate(model, reply), reply);
  switch (reply.type) {
    case 'answered': {
      const sentence = sentenceOf(reply);
      return sentence === undefined ? stepTo(next) : telling(next, sentence);
    }
    case 'refused':
      return telling(next, reply.sentence, 'broken');
    case 'recording':
      return stepTo(next, { type: 'close-recording', key: reply.key });
    case 'scrollback':
    case 'paths':
      return stepTo(next);
  }
}

/** The word of the tag of a one-key answer to an item. */
export function answerWord(n: number): string {
  return `answer ${n}`;
}

function answerArrived(model: Model, { tag }: Reply): Model {
  const answering = model.answering.filter((n) => tag.panel !== 0 || tag.word !== answerWord(n));
  return answering.length === model.answering.length ? model : { ...model, answering };
}

/** In plain words what a call did; nothing where it only looked. */
function sentenceOf(answered: Answered): string | undefined {
  switch (answered.method) {
    case 'pending.respond': {
      const { n, session, answer, outcome } = answered.result;
      const how = outcome === 'confirmed' ? '' : ` (${outcome})`;
      return `'${session}': #${n} was answered with ${answer}${how}.`;
    }
    case 'session.pause':
      return `'${answered.result.id}' is paused: pcc types nothing there.`;
    case 'session.resume':
      return `'${answered.result.id}' goes on.`;
    case 'session.stop':
      return `'${answered.result.id}' has ended.`;
    case 'session.send':
      return `'${answered.result.id}' got task ${answered.result.task}.`;
    case 'session.start':
      return `'${answered.result.id}' was started.`;
    case 'queue.add':
      return `'${answered.result.id}' got task ${answered.result.task}.`;
    case 'queue.move':
      return `Task ${answered.result.task} was moved.`;
    case 'queue.remove':
      return `Task ${answered.result.task} was removed.`;
    case 'queue.retry':
      return `Task ${answered.result.task} waits again.`;
    case 'schedule.add':
      return `Schedule '${answered.result.id}' was added.`;
    case 'schedule.remove':
      return `Schedule '${answered.result.id}' was removed.`;
    default:
      return undefined;
  }
}
