import type { Status } from '../../api/methods.ts';
import { oneLine } from '../../face/text/text.ts';
import type { Command } from '../command.ts';
import { keysOf } from '../../api/keys/bind.ts';
import { keyTable } from '../../api/keys/table.ts';
import { layoutNames } from '../layout/saved.ts';
import type { Model } from '../model.ts';
import type { PanelRequest } from '../panel.ts';
import { keyWord } from '../view/keyWords.ts';
import { stateOf } from '../view/states.ts';
import { taskAtHand } from '../view/taskLooks.ts';

/** What choosing an entry does. */
export interface Run {
  readonly action?: string;
  readonly focus?: string;
  readonly open?: PanelRequest;
  readonly commands?: readonly Command[];
}

/** One thing that can be found and run: its texts are safe. */
export interface Entry {
  /** What is typed to name it. */
  readonly name: string;
  readonly detail: string;
  /** Further words by which it is found. */
  readonly words: string;
  /** Its keys, as they are bound. */
  readonly keys: string;
  readonly run: Run;
  /** It is found by its name alone: there are many of its kind. */
  readonly byName?: true;
  /** It needs words behind its name: choosing it writes its name into the field. */
  readonly needsWords?: true;
}

/** Actions that make no sense by name: which number is meant, and what opens the list itself. */
const unnamed: ReadonlySet<string> = new Set(['nth', 'palette', 'find']);

/** Every action of the key table, and the layouts. */
export function actionEntries({ settings }: Model): Entry[] {
  const actions = keyTable
    .filter(({ action }) => !unnamed.has(action))
    .map(({ action, summary }) => ({
      name: action,
      detail: summary,
      words: '',
      keys: keysOf(settings.bindings, action).map(keyWord).join(' '),
      run: { action },
    }));
  const layouts = layoutNames.map((name) => ({
    name: `layout ${name}`,
    detail: layoutSummaries[name],
    words: '',
    keys: '',
    run: { action: `layout ${name}` },
  }));
  return [...actions, ...layouts];
}

const layoutSummaries: Readonly<Record<(typeof layoutNames)[number], string>> = {
  grid: 'All panes in a grid',
  main: 'The focused pane large, the others in a stack',
  rows: 'Panes one above the other',
  columns: 'Panes side by side',
};

/** All sessions, those that need a human first; choosing one focuses it. */
export function sessionEntries({ fleet }: Model): Entry[] {
  const waits = (session: Status): number => (session.pending.length > 0 ? 0 : 1);
  return [...fleet.sessions].sort((a, b) => waits(a) - waits(b)).map(sessionEntry);
}

function sessionEntry(session: Status): Entry {
  const { glyph, word } = stateOf(session);
  const task = taskAtHand(session) ?? session.queue.find(({ state }) => state === 'queued');
  return {
    name: oneLine(session.id),
    detail: `${glyph} ${word}  ${oneLine(session.path)}`,
    words: task ? oneLine(task.text).slice(0, taskCharsSearched) : '',
    keys: '',
    run: { focus: session.id },
  };
}

/** Of a long task its beginning tells which one it is. */
const taskCharsSearched = 200;

/** What can be done with each session, by names such as `pause app-2`. */
export function sessionCommandEntries({ fleet, settings }: Model): Entry[] {
  const keys = new Map<string, string>(
    keyTable.map(({ action }) => [action, keysOf(settings.bindings, action).map(keyWord).join(' ')]),
  );
  return fleet.sessions.flatMap((session) =>
    commandsOf(session).map(({ verb, detail, run, needsWords }) => ({
      name: `${verb} ${oneLine(session.id)}`,
      detail,
      words: '',
      keys: keys.get(verb) ?? '',
      run,
      byName: true as const,
      ...(needsWords ? { needsWords } : {}),
    })),
  );
}

interface SessionCommand {
  readonly verb: string;
  readonly detail: string;
  readonly run: Run;
  readonly needsWords?: true;
}

function commandsOf(session: Status): SessionCommand[] {
  const { id } = session;
  const act = (verb: string, detail: string): SessionCommand => ({ verb, detail, run: { focus: id, action: verb } });
  const looks = [
    { verb: 'focus', detail: 'Focus it', run: { focus: id } },
    act('zoom', 'Show its pane alone'),
    act('explain', 'Explain its last decision'),
    act('scrollback', 'Look back in its screen'),
    act('recording', 'Play its recording'),
    act('queue', 'Its task queue'),
  ];
  if (session.phase === 'ended') return [...looks, act('stop', 'Put it away')];
  const tag = { panel: 0, word: session.paused ? 'resume' : 'pause' };
  const pausing: SessionCommand = session.paused
    ? {
        verb: 'resume',
        detail: 'Let pcc type in it again',
        run: { commands: [{ type: 'call', tag, method: 'session.resume', params: { id } }] },
      }
    : {
        verb: 'pause',
        detail: 'pcc types nothing more in it',
        run: { commands: [{ type: 'call', tag, method: 'session.pause', params: { id } }] },
      };
  const answering =
    session.pending.length > 0 ? [{ verb: 'respond', detail: 'Answer what it asks', run: responding(id) }] : [];
  return [
    ...answering,
    ...looks,
    act('take', 'Take its keyboard'),
    { verb: 'send', detail: 'Give it a task: send ID WORDS', run: {}, needsWords: true },
    pausing,
    { verb: 'stop', detail: 'End it', run: { open: { name: 'confirm', session: id } } },
  ];
}

function responding(session: string): Run {
  return { focus: session, open: { name: 'respond', session } };
}

/** What is meant by a name with words behind it, such as `new ~/app` and `send app-1 fix the tests`. */
export function spelledEntry(typed: string, { fleet }: Model): Entry | undefined {
  const [, verb, rest = ''] = /^\s*(\S+)\s+(.*\S)\s*$/s.exec(typed) ?? [];
  if (verb === 'new')
    return {
      name: oneLine(typed.trim()),
      detail: 'Start a session in this folder',
      words: '',
      keys: '',
      run: { open: { name: 'new', text: rest } },
    };
  if (verb !== 'send') return undefined;
  const [, id, text] = /^(\S+)\s+(.+)$/s.exec(rest) ?? [];
  const session = fleet.sessions.find((one) => one.id === id && one.phase !== 'ended');
  if (!session || text === undefined) return undefined;
  const params = { id: session.id, text };
  return {
    name: oneLine(typed.trim()),
    detail: `Give '${oneLine(session.id)}' this task`,
    words: '',
    keys: '',
    run: { commands: [{ type: 'call', tag: { panel: 0, word: 'send' }, method: 'session.send', params }] },
  };
}
