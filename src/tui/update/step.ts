import { oneLine } from '../../face/text/text.ts';
import { limits } from '../../limits.ts';
import type { Command } from '../command.ts';
import type { Model, Notice } from '../model.ts';

/** What comes of a message: the next model, and what is wanted done, in order. */
export interface Step {
  readonly model: Model;
  readonly commands: readonly Command[];
  /** An action of the key table that is still to be performed, with what it is about: `layout rows`. */
  readonly action?: string | undefined;
}

/** A step of a model and commands. */
export function stepTo(model: Model, ...commands: readonly Command[]): Step {
  return { model, commands };
}

/** A step that only tells something at the bottom. */
export function telling(model: Model, text: string, ink: Notice['ink'] = 'plain'): Step {
  return stepTo(withNotice(model, text, ink));
}

/** The model with something told at the bottom; the same sentence again only begins anew. */
export function withNotice(model: Model, text: string, ink: Notice['ink'] = 'plain'): Model {
  const safe = oneLine(text);
  const others = model.notices.filter((notice) => notice.text !== safe);
  const notices = [...others, { text: safe, ink, sinceMs: model.nowMs }];
  return { ...model, notices: notices.slice(-limits.noticesMax) };
}

/** The model without the notices whose time is over. */
export function withoutOldNotices(model: Model): Model {
  const notices = model.notices.filter(({ ink, sinceMs }) => {
    // Also where the clock was set back.
    return Math.abs(model.nowMs - sinceMs) < (ink === 'plain' ? limits.noticeMs : limits.noticeBadMs);
  });
  return notices.length === model.notices.length ? model : { ...model, notices };
}
