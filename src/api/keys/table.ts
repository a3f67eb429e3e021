/** The groups of the help, in its order. */
export const keyGroups = ['move', 'session', 'look', 'layout', 'pcc'] as const;

/** One action: what it is called in the configuration, its keys, and its sentence. */
export interface KeyRow {
  readonly action: string;
  /** Names of keys, see `Key.name`; the first is shown where one is shown. */
  readonly keys: readonly string[];
  readonly group: (typeof keyGroups)[number];
  readonly summary: string;
}

/**
 * THE key table: the router, the help, the palette and the keys of the configuration are functions of its rows. While a pane is
 * held, the same keys work after the prefix.
 */
export const keyTable = [
  { action: 'left', keys: ['Left', 'h'], group: 'move', summary: 'Focus the pane to the left' },
  { action: 'right', keys: ['Right', 'l'], group: 'move', summary: 'Focus the pane to the right' },
  { action: 'up', keys: ['Up', 'k'], group: 'move', summary: 'Focus the pane above' },
  { action: 'down', keys: ['Down', 'j'], group: 'move', summary: 'Focus the pane below' },
  { action: 'next', keys: ['Tab'], group: 'move', summary: 'Focus the next session' },
  { action: 'previous', keys: ['S-Tab'], group: 'move', summary: 'Focus the session before' },
  {
    action: 'nth',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    group: 'move',
    summary: 'Focus a session by its number',
  },
  { action: 'needs', keys: ['Space'], group: 'move', summary: 'Focus the next session that needs a human' },
  { action: 'find', keys: ['/'], group: 'move', summary: 'Find a session or a command by some of its letters' },
  { action: 'take', keys: ['Enter', 'i'], group: 'session', summary: 'Take the keyboard of the focused session' },
  {
    action: 'give-back',
    keys: ['Esc'],
    group: 'session',
    summary: 'Give the keyboard back (while held: the prefix, then this key or d)',
  },
  { action: 'approve', keys: ['a'], group: 'session', summary: 'Approve what the focused session asks leave for' },
  { action: 'deny', keys: ['d'], group: 'session', summary: 'Deny what the focused session asks leave for' },
  {
    action: 'respond',
    keys: ['r'],
    group: 'session',
    summary: 'Answer: options, several of them, words; with the whole command, the diff and the reasons',
  },
  { action: 'new', keys: ['n'], group: 'session', summary: 'Start a session' },
  { action: 'send', keys: ['t'], group: 'session', summary: 'Give the focused session a task' },
  { action: 'pause', keys: ['p'], group: 'session', summary: 'Pause the focused session, or let it go on' },
  { action: 'stop', keys: ['X'], group: 'session', summary: 'End the focused session, or put an ended one away' },
  { action: 'explain', keys: ['e'], group: 'look', summary: 'Explain the last decision of the focused session' },
  { action: 'scrollback', keys: ['s', '['], group: 'look', summary: 'Look back: scroll, search, select and copy' },
  { action: 'decisions', keys: ['L'], group: 'look', summary: 'The log of decisions' },
  { action: 'escalations', keys: ['E'], group: 'look', summary: 'Everything that waits for a human' },
  {
    action: 'queue',
    keys: ['Q'],
    group: 'look',
    summary: 'The task queue of the focused session: add, move, remove, retry',
  },
  { action: 'schedules', keys: ['S'], group: 'look', summary: 'Schedules: what begins by itself, and when' },
  { action: 'usage', keys: ['U'], group: 'look', summary: 'Usage and limits: time to reset, who waits, what woke' },
  { action: 'recording', keys: ['R'], group: 'look', summary: "Play the focused session's recording" },
  { action: 'zoom', keys: ['z'], group: 'layout', summary: 'The focused pane alone, or all of them again' },
  { action: 'layout', keys: ['o'], group: 'layout', summary: 'The next layout: grid, main and stack, rows, columns' },
  { action: 'wider', keys: ['>'], group: 'layout', summary: 'Make the focused pane wider' },
  { action: 'narrower', keys: ['<'], group: 'layout', summary: 'Make the focused pane narrower' },
  { action: 'taller', keys: ['+'], group: 'layout', summary: 'Make the focused pane taller' },
  { action: 'shorter', keys: ['-'], group: 'layout', summary: 'Make the focused pane shorter' },
  { action: 'even', keys: ['='], group: 'layout', summary: 'Make all panes even again' },
  { action: 'swap', keys: ['x'], group: 'layout', summary: 'Move the focused session one place on' },
  { action: 'palette', keys: [':'], group: 'pcc', summary: 'Every command by its name' },
  { action: 'help', keys: ['?'], group: 'pcc', summary: 'This help' },
  { action: 'redraw', keys: ['C-l'], group: 'pcc', summary: 'Draw everything anew' },
  { action: 'leave', keys: ['q'], group: 'pcc', summary: 'Leave; all sessions go on' },
] as const satisfies readonly KeyRow[];

export type ActionName = (typeof keyTable)[number]['action'];
