import type { LogLine } from '../../../api/methods.ts';
import { limits } from '../../../limits.ts';
import type { Command } from '../../command.ts';
import type { Key, Mouse } from '../../key.ts';
import { panelPlace } from '../../layout/panelPlace.ts';
import type { Model } from '../../model.ts';
import type { PanelKey, PanelKind, PanelStep } from '../../panel.ts';
import { sessionOf } from '../forms.ts';
import { secondAt } from './bar.ts';
import type { RecordingState } from './state.ts';
import { begun, keyed, movedOn, restingPlayer, withLog } from './state.ts';
import { recordingParts, recordingView } from './view.ts';

const keys: readonly PanelKey[] = [
  { keys: ['Space'], summary: 'play' },
  { keys: ['n', 'Enter', 'Right'], summary: 'next' },
  { keys: ['p', 'Backspace', 'Left'], summary: 'before' },
  { keys: ['d'], summary: 'decision' },
  { keys: ['D'], summary: 'decision before' },
  { keys: ['q', 'Esc'], summary: 'close' },
  { keys: ['.'], summary: '+1 s' },
  { keys: [','], summary: '-1 s' },
  { keys: ['s'], summary: 'seek' },
  { keys: ['+', '-'], summary: 'speed' },
  { keys: ['g', 'Home'], summary: 'first' },
  { keys: ['G', 'End'], summary: 'last' },
];

type Step = PanelStep<RecordingState>;

/** The recording of a session, played in its pane by the keys of `pcc replay`. */
export const recordingKind: PanelKind<RecordingState> = {
  name: 'recording',
  summary: "Play a session's recording",
  place: 'pane',
  title: 'RECORDING of',
  keys,

  open(request, model, serial) {
    const session = request.session ?? model.focus;
    if (session === undefined) return 'There is no session whose recording could be played.';
    const { atMs } = request;
    const known = sessionOf(model, session);
    if (known?.recording === null) return `'${session}' has no recording.`;
    const state: RecordingState = {
      session,
      path: undefined,
      opened: undefined,
      player: restingPlayer,
      atMs,
      log: [],
      marks: [],
      turning: false,
      movedMs: model.nowMs,
    };
    if (known) return opening(state, known.recording, serial);
    // One that ended before this daemon began is known to the store alone.
    const tag = { panel: serial, word: 'open' };
    return { state, commands: [{ type: 'call', tag, method: 'session.status', params: { id: session } }] };
  },

  update(state, event, model, serial) {
    switch (event.type) {
      case 'changed':
        return turned(movedOn(state, model.nowMs), serial);
      case 'recording':
        return logged(state, begun(state, event, model.nowMs), serial);
      case 'refused':
        // Without the log it is told what would be decided now.
        if (event.tag.word === logWord) return { state };
        return { state: undefined, commands: closing(state), notice: { text: event.sentence, ink: 'broken' } };
      case 'answered':
        if (event.method === 'decisions.list') return moreOfLog(state, event.result.lines, serial);
        return event.method === 'session.status' ? opening(state, event.result.recording, serial) : { state };
      case 'key':
        return pressed(movedOn(state, model.nowMs), event.key, serial);
      case 'mouse':
        return { state: pointed(state, event.mouse, model) };
      default:
        return { state };
    }
  },

  moves({ opened, player }) {
    return opened !== undefined && player.playing;
  },

  view(state, _model, rect) {
    return recordingView(state, rect, keys);
  },
};

/** Opens the part of the moment that was asked for, else the last one. */
function opening(state: RecordingState, path: string | null, serial: number): Step {
  if (path === null)
    return { state: undefined, notice: { text: `'${state.session}' has no recording.`, ink: 'plain' } };
  const { atMs } = state;
  const tag = { panel: serial, word: 'open' };
  return { state: { ...state, path }, commands: [{ type: 'open-recording', tag, path, atMs }] };
}

/** Opens another part where the player turned to one; until it is there, the one before is shown. */
function turned(state: RecordingState, serial: number): Step {
  const { opened, player, path, turning } = state;
  if (!opened || path === undefined || turning || player.file === opened.part) return { state };
  const tag = { panel: serial, word: 'open' };
  const command: Command = { type: 'open-recording', tag, path, part: player.file };
  return { state: { ...state, turning: true }, commands: [command] };
}

const logWord = 'log';

/** A part is there instead of the one before; the log is asked for the decisions of its time, unless it reaches so far already. */
function logged(before: RecordingState, state: RecordingState, serial: number): Step {
  const more = before.opened && reachesBack(state) ? [] : [askingLog(state, serial)];
  return { state, commands: [...closing(before), ...more] };
}

/** Whether the log is known from before the recording on, or as far as it is wanted. */
function reachesBack({ log, opened }: RecordingState): boolean {
  const oldest = log.at(-1);
  if (log.length >= limits.decisionsKeptMax || opened?.startedMs === undefined) return true;
  return oldest !== undefined && Date.parse(oldest.at) < opened.startedMs;
}

function askingLog({ session, log }: RecordingState, serial: number): Command {
  const before = log.at(-1)?.seq;
  const params = { session, limit: limits.decisionsPageSize, ...(before === undefined ? {} : { before }) };
  return { type: 'call', tag: { panel: serial, word: logWord }, method: 'decisions.list', params };
}

function moreOfLog(state: RecordingState, lines: readonly LogLine[], serial: number): Step {
  const next = withLog(state, lines);
  const isWhole = lines.length < limits.decisionsPageSize || reachesBack(next);
  return { state: next, commands: isWhole ? [] : [askingLog(next, serial)] };
}

function closing({ opened }: RecordingState): Command[] {
  return opened ? [{ type: 'close-recording', key: opened.key }] : [];
}

/** Keys that the player knows by what a terminal sends for them. */
const sent: Readonly<Record<string, string>> = {
  Enter: '\r',
  Esc: '\u001b',
  Backspace: '\u007f',
  Space: ' ',
  Left: '\u001b[D',
  Right: '\u001b[C',
  Home: '\u001b[H',
  End: '\u001b[F',
  'C-c': '\u0003',
};

function pressed(state: RecordingState, { name }: Key, serial: number): Step {
  if (name === '?') return { state, open: { name: 'help' } };
  const key = sent[name] ?? name;
  if (!state.opened || state.turning) {
    const leaves = key === 'q' || key === sent.Esc || key === sent['C-c'];
    return leaves ? { state: undefined, commands: closing(state) } : { state };
  }
  const next = keyed(state, key);
  return next.player.over ? { state: undefined, commands: closing(state) } : turned(next, serial);
}

/** A press or a drag on the bar goes to its second. */
function pointed(state: RecordingState, mouse: Mouse, model: Model): RecordingState {
  const { opened, player } = state;
  const { foot } = recordingParts(panelPlace('pane', state.session, model));
  const isOnBar = mouse.y === foot.y && mouse.x >= foot.x && mouse.x < foot.x + foot.cols;
  if (!opened || state.turning || !isOnBar || !(mouse.kind === 'press' || mouse.kind === 'drag')) return state;
  const atS = secondAt(mouse.x - foot.x - 1, opened.lengthS, Math.max(1, foot.cols - 2));
  return { ...state, player: { ...player, atS, playing: false } };
}
