import type { Call, Command } from '../command.ts';
import type { Answered, Message, Tag } from '../message.ts';
import type { Mouse } from '../key.ts';
import type { ScreenModes } from '../../terminal/headlessScreen.ts';
import { unreachable } from '../../base/assert.ts';
import { PccError, sentenceOf } from '../../base/errors.ts';
import type { Io } from '../../face/io.ts';
import { callerEnvironment, checkName, claudeCommand, projectFolder, readRequirements } from '../../face/starting.ts';
import { checkTaskText } from '../../face/taskText.ts';
import { limits } from '../../limits.ts';
import { copyText } from './clipboard.ts';
import type { Conversation } from './conversation.ts';
import type { Keyboard } from './keyboard.ts';
import { saveLayout } from './layoutFile.ts';
import { notification } from './notifying.ts';
import { foldersFor, typedPath } from './pathCompletion.ts';
import type { Recordings } from './recordings.ts';
import { rowsOf } from './scrollback.ts';
import type { WatchedScreens } from './watchedScreens.ts';

/** How what a human does is written for a child that is in certain modes; '' for what it did not ask for. */
export interface Encoding {
  readonly keys: (raw: string, modes: ScreenModes) => string;
  readonly paste: (text: string, modes: ScreenModes) => string;
  readonly mouse: (mouse: Mouse, modes: ScreenModes) => string;
}

/** What commands are performed with. */
export interface PerformerParts {
  readonly io: Io;
  readonly tell: (message: Message) => void;
  readonly conversation: Conversation;
  readonly screens: WatchedScreens;
  readonly keyboard: Keyboard;
  readonly recordings: Recordings;
  readonly encoding: Encoding;
  readonly layoutFile: string;
  /** Writes a sequence to the terminal. */
  readonly write: (sequence: string) => void;
  /** Something was typed for the child. */
  readonly typed: () => void;
  readonly redraw: () => void;
  readonly leave: () => void;
}

/** Does what the model wants done; what comes of it is told as messages. Nothing here throws. */
export class Performer {
  readonly #parts: PerformerParts;

  constructor(parts: PerformerParts) {
    this.#parts = parts;
  }

  perform(command: Command): void {
    const { conversation, screens, keyboard, recordings, tell } = this.#parts;
    switch (command.type) {
      case 'call':
        this.#call(command);
        return;
      case 'start':
        this.#reply(command.tag, () => this.#start(command));
        return;
      case 'add-schedule':
        this.#reply(command.tag, () => this.#addSchedule(command));
        return;
      case 'take':
        keyboard.take(command.session, command.size);
        return;
      case 'release':
        keyboard.release(command.session);
        return;
      case 'fit':
        screens.fit(command.session, command.size);
        return;
      case 'type':
      case 'paste':
      case 'point':
        this.#type(command);
        return;
      case 'copy':
        this.#copy(command.text);
        return;
      case 'bell':
        this.#parts.write('\u0007');
        return;
      case 'notify':
        this.#parts.write(notification(command.title, command.body, this.#parts.io.env));
        return;
      case 'scrollback':
        this.#reply(command.tag, async () => {
          const params = { id: command.session, scrollback: limits.scrollbackLines };
          const state = await this.#api().call('session.screen', params);
          tell({ type: 'scrollback', tag: command.tag, session: command.session, ...rowsOf(state) });
        });
        return;
      case 'complete-path':
        this.#reply(command.tag, async () => {
          const paths = await foldersFor(command.typed, this.#parts.io);
          tell({ type: 'paths', tag: command.tag, typed: command.typed, paths });
        });
        return;
      case 'open-recording':
        this.#reply(command.tag, async () => {
          const { playback, ...opened } = await recordings.open(command, command.tag.panel);
          const { lengthS, startedMs, changes } = playback;
          tell({ type: 'recording', tag: command.tag, ...opened, lengthS, startedMs, changes });
        });
        return;
      case 'close-recording':
        recordings.close(command.key);
        return;
      case 'save-layout': {
        const sentence = saveLayout(this.#parts.layoutFile, command.layout);
        if (sentence !== undefined) tell({ type: 'told', sentence, bad: true });
        return;
      }
      case 'redraw':
        conversation.ask();
        this.#parts.redraw();
        return;
      case 'leave':
        this.#parts.leave();
        return;
      default:
        return unreachable(command);
    }
  }

  #api(): NonNullable<Conversation['api']> {
    const { api } = this.#parts.conversation;
    if (!api) throw new PccError('gone', 'The daemon is away; it is looked for, try again in a moment.');
    return api;
  }

  /** Work whose failure is told under the tag. */
  #reply(tag: Tag, work: () => Promise<void>): void {
    work().catch((error: unknown) => this.#parts.tell({ type: 'refused', tag, sentence: sentenceOf(error) }));
  }

  #call({ tag, method, params }: Call): void {
    this.#reply(tag, async () => {
      const result = await this.#api().call(method, params);
      // The table of methods binds the two; the compiler cannot see it through the union.
      this.#parts.tell({ type: 'answered', tag, method, result } as Answered);
    });
  }

  async #start(command: Extract<Command, { type: 'start' }>): Promise<void> {
    const { io, tell } = this.#parts;
    const { path, task, requirements, name, brain, trust, tag } = command;
    const result = await this.#api().call('session.start', {
      path: projectFolder(typedPath(path, io.env), io),
      trust,
      args: [],
      ...claudeCommand(io),
      env: callerEnvironment(io),
      ...(task === undefined ? {} : { task: checkTaskText(task, 'The task') }),
      ...(requirements === undefined ? {} : { requirements: readRequirements(typedPath(requirements, io.env), io) }),
      ...(name === undefined ? {} : { name: checkName(name) }),
      ...(brain === undefined ? {} : { brain }),
    });
    tell({ type: 'answered', tag, method: 'session.start', result });
  }

  async #addSchedule({ params, tag }: Extract<Command, { type: 'add-schedule' }>): Promise<void> {
    const { io, tell } = this.#parts;
    const { path, requirements, ...rest } = params;
    const result = await this.#api().call('schedule.add', {
      ...rest,
      ...(path === undefined ? {} : { path: projectFolder(typedPath(path, io.env), io) }),
      ...(requirements === undefined
        ? {}
        : { requirements: readRequirements(typedPath(requirements, io.env), io).path }),
    });
    tell({ type: 'answered', tag, method: 'schedule.add', result });
  }

  #type(command: Extract<Command, { type: 'type' | 'paste' | 'point' }>): void {
    const { conversation, keyboard, encoding, screens, typed } = this.#parts;
    if (!conversation.api && command.type === 'type' && command.data === startKey) {
      conversation.ask();
      return;
    }
    const modes = screens.modes(command.session) ?? plainModes;
    typed();
    if (command.type === 'type') keyboard.type(command.session, encoding.keys(command.data, modes), 1);
    else if (command.type === 'paste') keyboard.type(command.session, encoding.paste(command.text, modes), 1);
    else {
      const data = encoding.mouse(command.mouse, modes);
      if (data !== '') keyboard.type(command.session, data, 0);
    }
  }

  #copy(text: string): void {
    const { io, write, tell } = this.#parts;
    void copyText(text, { io, write }).then((sentence) => {
      if (sentence !== undefined) tell({ type: 'told', sentence, bad: true });
    });
  }
}

/** Ctrl-L: it starts a daemon that was told to end, also while a pane is held whose child cannot get it anyway. */
const startKey = '\f';

/** Of a child whose screen was not seen yet. */
const plainModes: ScreenModes = {
  applicationCursor: false,
  bracketedPaste: false,
  focusEvents: false,
  mouse: 'none',
};
