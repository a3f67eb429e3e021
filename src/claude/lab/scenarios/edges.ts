import type { Label, Scenario, Step } from '../scenario.ts';
import type { Traits } from './traits.ts';
import { everySize, narrow, prompted, started, submitted } from './steps.ts';

const nothing = {};

/** The workspace trust dialog, which comes before everything else in a new project. */
export function trustScenarios(cli: Traits): Scenario[] {
  const { options, numbered, accept } = cli.trust;
  const label: Label = { state: 'trust', optionKinds: options, selected: 0, numbered };
  const asks: Step = { do: 'see', texts: ['No, exit', accept], label };
  const about = { family: 'trust', script: nothing, trusted: false, sizes: everySize } as const;
  return [
    {
      ...about,
      name: 'trust-accepted',
      recipe: 'A project that was never opened. The folder is trusted.',
      steps: [asks, { do: 'choose', kind: 'yes-once' }, started],
    },
    {
      ...about,
      name: 'trust-refused',
      recipe: 'A project that was never opened. The folder is not trusted; the CLI ends.',
      steps: [asks, { do: 'choose', kind: 'no' }, { do: 'exited' }],
    },
  ];
}

/** The ways in which a CLI ends. */
export function endScenarios(): Scenario[] {
  const about = { family: 'exited', script: nothing, sizes: narrow } as const;
  const interrupt: Step = { do: 'key', key: 'ctrl-c' };
  return [
    {
      ...about,
      name: 'exit-command',
      recipe: 'The person ends the CLI by /exit.',
      steps: [started, ...submitted('/exit'), { do: 'exited' }],
    },
    {
      ...about,
      name: 'exit-keys',
      recipe: 'The person ends the CLI by ctrl-c twice.',
      steps: [
        started,
        interrupt,
        { do: 'see', texts: ['Press Ctrl-C again to exit'], how: 'glimpse' },
        interrupt,
        { do: 'exited' },
      ],
    },
    {
      ...about,
      name: 'exit-killed',
      recipe: 'The CLI is killed while it waits.',
      steps: [started, { do: 'kill' }, { do: 'exited' }],
    },
    {
      ...about,
      name: 'exit-killed-busy',
      recipe: 'The CLI is killed while it works.',
      script: { 'exit-killed-busy': [{ kind: 'message', blocks: [{ type: 'gate', name: 'never' }] }] },
      steps: [
        ...prompted('exit-killed-busy'),
        { do: 'requested', caseName: 'exit-killed-busy', turn: 0 },
        { do: 'see', texts: ['esc to interrupt'], how: 'moving', label: { state: 'busy' } },
        { do: 'kill' },
        { do: 'exited' },
      ],
    },
  ];
}

/** Modal dialogs that the person opened. */
export function menuScenarios(): Scenario[] {
  const opened = (command: string, title: string, label: Label): Scenario => ({
    name: `menu-${command}`,
    family: 'menu',
    recipe: `The person opens /${command}, then leaves it with Escape.`,
    script: nothing,
    steps: [
      started,
      ...submitted(`/${command}`),
      { do: 'see', texts: [title], label },
      { do: 'key', key: 'escape' },
      started,
    ],
  });
  return [
    opened('model', 'Select model', { state: 'menu', title: 'Select model' }),
    opened('permissions', 'Permissions', { state: 'menu' }),
    serversFound,
  ];
}

/** A project may bring MCP servers along; the CLI asks about new ones before anything else. */
const serversFound: Scenario = {
  name: 'menu-mcp-server',
  family: 'menu',
  recipe: 'The project names an MCP server that nobody has agreed to yet. Left with Escape.',
  script: nothing,
  files: { '.mcp.json': '{ "mcpServers": { "tracker": { "command": "node", "args": ["tracker.js"] } } }\n' },
  steps: [
    { do: 'see', texts: ['New MCP server found', 'tracker'], label: { state: 'menu' } },
    { do: 'key', key: 'escape' },
    started,
  ],
};
