import { verbs } from '../../src/cli/verbs.ts';
import { hookEvents } from '../../src/daemon/hooks/hookFiles.ts';
import type { Setting } from '../../src/daemon/settingKinds.ts';
import { settings } from '../../src/daemon/settings.ts';
import { code, counted, table } from './schemas.ts';

/** The chapter of the verbs. */
export function commandsPart(): string {
  const parts = verbs
    .filter(({ hidden }) => hidden !== true)
    .map(({ name, summary, args, options, examples, passesRest }) => {
      const line = ['pcc', name, ...args.map(([notation]) => notation), ...(passesRest ? ['[-- ...]'] : [])].join(' ');
      const rows = [
        ...args.map(([notation, sentence]) => [code(notation), sentence]),
        ...options.map(([flags, sentence, choices]) => [
          code(flags),
          choices ? `${sentence} One of ${choices.map(code).join(', ')}.` : sentence,
        ]),
      ];
      const shown = examples.length === 0 ? '' : `\`\`\`sh\n${examples.join('\n')}\n\`\`\``;
      return [`### pcc ${name}`, summary, code(line), table(['', ''], rows), shown].filter(Boolean).join('\n\n');
    });
  return ['## Commands', ...parts].join('\n\n');
}

/** The chapter of the hooks. */
export function hooksPart(): string {
  const rows = hookEvents.map((event) => {
    const key = `hooks.${event.replaceAll('-', '_')}`;
    const found = Object.entries(settings).find(([name]) => name === key);
    if (!found) throw new Error(`There is no setting '${key}'.`);
    return [code(event), code(key), code(`hooks/${event}/`), found[1].doc];
  });
  return ['## Hooks', table(['event', 'setting', 'folder of the home', ''], rows)].join('\n\n');
}

/** The chapter of the configuration. */
export function settingsPart(): string {
  const rows = Object.entries<Setting>(settings).map(([key, setting]) => {
    const usual = JSON.stringify(setting.default);
    return [code(key), valuesOf(setting), code(usual), setting.doc];
  });
  return [
    '## Settings',
    'In `config.toml` of the home; `pcc config set KEY VALUE` edits it and keeps comments.',
    table(['key', 'values', 'unless set', ''], rows),
  ].join('\n\n');
}

function valuesOf(setting: Setting): string {
  switch (setting.type) {
    case 'string':
      return setting.choices ? setting.choices.map(code).join(', ') : 'text';
    case 'number':
      return `${counted(setting.min)} to ${counted(setting.max)} ${setting.unit}`.trim();
    case 'boolean':
      return '`true`, `false`';
    default:
      return 'list of texts';
  }
}
