/** What the fake CLI draws: the forms, colours and titles of 2.1.98 as its recordings hold them, each picture drawn whole. */

/** A line of the conversation above the input box. */
export type Entry =
  | { readonly by: 'prompt' | 'assistant' | 'failure'; readonly text: string }
  | { readonly by: 'call'; readonly text: string; readonly result: string };

/** What stands below the conversation. */
export type Scene =
  | { readonly shows: 'box'; readonly draft: string }
  | { readonly shows: 'busy'; readonly draft: string }
  | { readonly shows: 'dialog'; readonly command: string; readonly row: number }
  | { readonly shows: 'limit-menu'; readonly row: number };

export interface Picture {
  readonly cols: number;
  readonly rows: number;
  readonly cwd: string;
  readonly entries: readonly Entry[];
  readonly scene: Scene;
}

export const spinners = ['·', '✢', '✳', '✶', '✻', '✽'];

/** The rows of the dialog. */
export const dialogRows = ['Yes', 'No'] as const;
export const limitRows = ['Stop and wait for limit to reset', 'Upgrade your plan'] as const;

const grey = 246;
const ink = (colour: number, text: string): string => `\u001b[38;5;${colour}m${text}\u001b[39m`;
const bold = (text: string): string => `\u001b[1m${text}\u001b[22m`;

/** Draws a picture from an empty screen. */
export function draw(picture: Picture): string {
  const foot = footOf(picture);
  // What does not fit scrolls off the top, as it does in a terminal: only the newest of the conversation is drawn.
  const room = Math.max(0, picture.rows - foot.lines.length - 1);
  const above = [...header(picture.cwd), ...picture.entries.flatMap((entry) => entryLines(entry, picture.cols))];
  const lines = [...above.slice(-room), ...foot.lines];
  const back = foot.cursorUp > 0 ? `\u001b[${foot.cursorUp}A` : '';
  return `\u001b[?2026h\u001b[?25l\u001b[2J\u001b[3J\u001b[H${lines.join('\r\r\n')}\r${back}\u001b[?2026l`;
}

/** The window title. */
export function title(turning: boolean, turn: number): string {
  return `\u001b]0;${turning ? (turn % 2 === 0 ? '⠂' : '⠐') : '✳'} Claude Code\u0007`;
}

/** Turns the spinner of a picture that stands there: its row is told from the bottom. */
export function spin(turn: number, rowsUp: number): string {
  const glyph = spinners[turn % spinners.length] ?? '·';
  return `\u001b[?2026h\u001b7\r\u001b[${rowsUp}A${ink(174, glyph)}\u001b8\u001b[?2026l`;
}

/** How many rows the spinner stands above the cursor, which rests in the input box. */
export const spinnerRowsUp = 3;

function header(cwd: string): string[] {
  return [
    `${ink(174, ' ▐▛███▜▌')}   ${bold('Claude Code')} ${ink(grey, 'v2.1.98')}`,
    `${ink(174, '▝▜█████▛▘')}  ${ink(grey, 'Sonnet 4.6 · Claude API')}`,
    `${ink(174, '  ▘▘ ▝▝')}    ${ink(grey, cwd)}`,
    '',
  ];
}

function entryLines(entry: Entry, cols: number): string[] {
  switch (entry.by) {
    case 'prompt':
      return [
        ...wrapped(entry.text, cols - 2).map(
          (part, index) => `\u001b[48;5;237m${ink(239, index === 0 ? '❯ ' : '  ')}${ink(231, part)} \u001b[49m`,
        ),
        '',
      ];
    case 'assistant':
      return [
        ...wrapped(entry.text, cols - 2).map((part, index) => `${index === 0 ? ink(231, '●') : ' '} ${part}`),
        '',
      ];
    case 'failure':
      return [`${ink(grey, '  ⎿  ')}${ink(211, entry.text)}`, ''];
    case 'call':
      return [`${ink(114, '●')} ${bold('Bash')}(${entry.text})`, ink(grey, `  ⎿  ${entry.result}`), ''];
  }
}

interface Foot {
  readonly lines: readonly string[];
  /** From the last line up to the cursor's. */
  readonly cursorUp: number;
}

function footOf({ scene, cols }: Picture): Foot {
  const rule = ink(244, '─'.repeat(cols));
  switch (scene.shows) {
    case 'box':
      return {
        lines: [rule, ...boxLines(scene.draft, cols), rule, ink(grey, scene.draft === '' ? '  ? for shortcuts' : '')],
        cursorUp: 2,
      };
    case 'busy':
      return {
        lines: [
          `${ink(174, '✻')} ${ink(174, 'Pondering… ')}`,
          '',
          rule,
          ...boxLines(scene.draft, cols),
          rule,
          ink(grey, '  esc to interrupt'),
        ],
        cursorUp: 2,
      };
    case 'dialog':
      return {
        lines: [
          `${ink(grey, '●')} ${bold('Bash')}(${scene.command})`,
          ink(grey, '  ⎿  Running…'),
          '',
          ink(153, '─'.repeat(cols)),
          ` ${ink(153, bold('Bash command'))}`,
          '',
          `   ${scene.command}`,
          ink(grey, '   Do what was asked for'),
          '',
          ' This command requires approval',
          '',
          ' Do you want to proceed?',
          ...dialogRows.map((label, index) => optionLine(label, index, { row: scene.row, indent: 1 })),
          '',
          ink(grey, ' Esc to cancel · Tab to amend · ctrl+e to explain'),
        ],
        cursorUp: 3,
      };
    case 'limit-menu':
      return {
        lines: [
          `\u001b[48;5;237m${ink(239, '❯ ')}${ink(231, '/rate-limit-options')} \u001b[49m`,
          '',
          ink(153, '─'.repeat(cols)),
          `  ${bold('What do you want to do?')}`,
          '',
          ...limitRows.map((label, index) => optionLine(label, index, { row: scene.row, indent: 2 })),
          '',
          `  ${ink(grey, '\u001b[3mEnter to confirm · Esc to cancel\u001b[23m')}`,
          '',
        ],
        cursorUp: 4,
      };
  }
}

function optionLine(label: string, index: number, { row, indent }: { row: number; indent: number }): string {
  const chosen = index === row;
  const mark = chosen ? ink(153, '❯') : ' ';
  return `${' '.repeat(indent)}${mark} ${ink(grey, `${index + 1}.`)} ${chosen ? ink(153, label) : label}`;
}

/** The input box with its cursor, a paste as its marker. */
function boxLines(draft: string, cols: number): string[] {
  const parts = wrapped(shownDraft(draft), cols - 4);
  return parts.map((part, index) => {
    const cursor = index === parts.length - 1 ? '\u001b[7m \u001b[27m' : '';
    return `${index === 0 ? '❯ ' : '  '}${part}${cursor}`;
  });
}

/** Long pastes are shown by a marker. */
function shownDraft(draft: string): string {
  const lines = draft.split('\n');
  if (lines.length <= 3 && draft.length <= 800) return draft;
  return lines.length === 1 ? '[Pasted text #1]' : `[Pasted text #1 +${lines.length - 1} lines]`;
}

/** Breaks at blanks where it can, as the CLI does. */
function wrapped(text: string, cols: number): string[] {
  return text.split('\n').flatMap((line) => {
    const rows: string[] = [];
    let rest = line;
    while (rest.length > cols) {
      const blank = rest.lastIndexOf(' ', cols);
      const at = blank > 0 ? blank : cols;
      rows.push(rest.slice(0, at));
      rest = rest.slice(blank > 0 ? at + 1 : at);
    }
    return [...rows, rest];
  });
}
