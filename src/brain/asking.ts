import type { Advice } from '../policy/consulting/advice.ts';
import type { Matter } from '../policy/consulting/matter.ts';
import { adviceFrom, person } from './answer.ts';
import type { BrainFacts } from './brain.ts';
import type { Prompt } from './prompt.ts';
import { promptFor } from './prompt.ts';

/** A model behind a server, as it is asked. */
export interface AskedModel {
  /** How a reason names it: `Ollama (qwen3:8b)`. */
  readonly says: string;
  /** What must be mended before anything is sent, as a sentence; undefined when nothing. */
  readonly unready: string | undefined;
  /** What the model wrote, or why that is not to be believed, as the end of a sentence. */
  readonly ask: (prompt: Prompt) => Promise<{ readonly text: string } | { readonly fault: string }>;
  /** One sentence on an error of `ask`. @throws anything that is a defect. */
  readonly sentence: (error: unknown) => string;
}

/** Asks a model. Whatever is in the way is an advice to ask a person that says so. */
export async function adviceOf(model: AskedModel, matter: Matter, facts: BrainFacts): Promise<Advice> {
  const { says, unready } = model;
  if (unready !== undefined) return { say: 'person', reason: unready };
  const prompt = promptFor(matter, facts);
  if ('why' in prompt) return { say: 'person', reason: `${says} was not asked: ${prompt.why}.` };
  try {
    const answer = await model.ask(prompt);
    return 'fault' in answer ? person(says, answer.fault) : adviceFrom(matter, answer.text, says);
  } catch (error) {
    return { say: 'person', reason: model.sentence(error) };
  }
}
