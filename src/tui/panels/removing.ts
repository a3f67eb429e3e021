import type { Call } from '../command.ts';
import type { Model } from '../model.ts';
import type { PanelEvent, PanelKind, PanelRequest, PanelStep } from '../panel.ts';
import { answerTooSoon } from '../pressing.ts';
import type { Line } from '../scene.ts';
import { span } from '../scene.ts';
import { box, innerOf, keyFoot, wrapLine } from '../view/box.ts';
import { faultLines, formRect } from './forms.ts';

/** Asks whether something is to be taken out for good. */
export interface Removing {
  readonly request: PanelRequest;
  /** Since when it can be read, wall-clock milliseconds; undefined until the terminal took a frame with it. */
  readonly shownSinceMs: number | undefined;
  /** The call is on its way. */
  readonly sent: boolean;
  readonly fault: string;
}

/** What is asked about. */
interface Removed {
  readonly name: string;
  readonly summary: string;
  readonly title: string;
  /** What it is, and what follows from removing it, `cols` wide; a sentence where it cannot be removed. */
  readonly about: (request: PanelRequest, model: Model, cols: number) => readonly Line[] | string;
  readonly call: (request: PanelRequest, serial: number) => Call;
  /** Told when it is done. */
  readonly told: (request: PanelRequest) => string;
}

const keys = [
  { keys: ['y'], summary: 'remove it' },
  { keys: ['any other'], summary: 'leave it' },
];

const formCols = 64;

/** A question before something is removed: `y` removes it, any other key leaves it. */
export function removingKind(removed: Removed): PanelKind<Removing> {
  const { name, summary, title, about, call, told } = removed;
  const isAsking = ({ sent, fault }: Removing): boolean => !sent && fault === '';

  const keyed = (state: Removing, key: string, model: Model, serial: number): PanelStep<Removing> => {
    // What comes of a call on its way is told without it.
    if (!isAsking(state) || key !== 'y') return { state: undefined };
    if (answerTooSoon(model, state.shownSinceMs, key)) {
      const text = 'That was too quick to have been read, so nothing was removed.';
      return { state: undefined, notice: { text, ink: 'needs' } };
    }
    return { state: { ...state, sent: true }, commands: [call(state.request, serial)] };
  };

  const update = (state: Removing, event: PanelEvent, model: Model, serial: number): PanelStep<Removing> => {
    switch (event.type) {
      case 'key':
        return keyed(state, event.key.name, model, serial);
      case 'drawn':
        return { state: state.shownSinceMs === undefined ? { ...state, shownSinceMs: model.nowMs } : state };
      case 'behind':
        return { state: state.shownSinceMs === undefined ? state : { ...state, shownSinceMs: undefined } };
      case 'answered':
        return { state: undefined, notice: { text: told(state.request), ink: 'plain' } };
      case 'refused':
        return { state: { ...state, sent: false, fault: event.sentence } };
      case 'changed': {
        const gone = isAsking(state) ? about(state.request, model, formCols) : [];
        return typeof gone === 'string' ? { state: undefined, notice: { text: gone, ink: 'plain' } } : { state };
      }
      default:
        return { state };
    }
  };

  return {
    name,
    summary,
    place: 'over',
    keys,
    update,
    open(request, model) {
      const lines = about(request, model, formCols);
      if (typeof lines === 'string') return lines;
      return { state: { request, shownSinceMs: undefined, sent: false, fault: '' } };
    },
    view(state, model, rect) {
      const { cols } = innerOf(formRect(rect, formCols, rect.rows));
      const lines = about(state.request, model, cols);
      const question: Line = state.sent
        ? [span('Removing …', 'hint')]
        : state.fault === ''
          ? [span('Remove it?  ', 'strong'), span('y', 'key'), span(' removes it')]
          : [span('Any key closes this.', 'hint')];
      const all = [
        ...(typeof lines === 'string' ? [] : lines),
        [],
        ...faultLines(state.fault, cols),
        ...wrapLine(question, cols),
      ];
      const fits = Math.max(1, innerOf(formRect(rect, formCols, rect.rows)).rows);
      const shown = all.length > fits ? [...all.slice(0, fits - 1), question] : all;
      const place = formRect(rect, formCols, shown.length);
      return { layers: [box({ rect: place, title, lines: shown, frame: 'border-needs', foot: keyFoot(keys, cols) })] };
    },
  };
}
