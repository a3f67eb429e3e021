import { describe, expect, it } from 'vitest';
import type { Model } from '../../../src/tui/model.ts';
import { view } from '../../../src/tui/view/view.ts';
import { aModel, aStatus, keys, tell, withScreens } from '../models.ts';

/** What stands on each row; of blocks over each other the last. */
function rows(model: Model): string[] {
  const shown: string[] = [];
  for (const layer of view(model).layers)
    if (layer.type === 'block')
      layer.lines.forEach((line, row) => (shown[layer.rect.y + row] = line.map(({ text }) => text).join('')));
  return shown;
}

describe('a view of a session', () => {
  const session = aStatus('app-1', { recording: '/work/a.cast', state: 'busy' });

  it.each([
    ['R', 'RECORDING of app-1', { cols: 80, rows: 24 }],
    ['R', 'RECORDING of app-1', { cols: 40, rows: 12 }],
    ['s', 'LOOKING BACK app-1', { cols: 80, rows: 24 }],
    ['s', 'LOOKING BACK app-1', { cols: 40, rows: 12 }],
  ] as const)('that %s opens is called %s on %o, and no live state is told', (key, title, size) => {
    const model = withScreens(aModel({ size, sessions: [session] }));
    expect(rows(model)[0]).toContain('busy');
    const shown = rows(tell(model, ...keys(key)).model);
    expect(shown[0]).toContain(title);
    expect(shown[0]).not.toContain('busy');
  });
});

describe('a session that ended', () => {
  const why = 'The host of the sessions ended, and this one with it.';
  const ended = aModel({ sessions: [aStatus('app-1', { phase: 'ended', why, recording: '/work/a.cast' })] });

  it.each([ended, withScreens(ended)])('tells why, and what can be done', (model) => {
    const text = rows(model).join(' ').replace(/\s+/g, ' ');
    expect(text).toContain(why);
    for (const way of ['X puts it away', 'R plays its recording', 'n starts another']) expect(text).toContain(way);
  });
});

describe('copy mode without lines above the screen', () => {
  it('tells that claude keeps its own history', () => {
    const open = tell(withScreens(aModel({ sessions: [aStatus('app-1')] })), ...keys('s')).model;
    const tag = { panel: open.panels[0]?.serial ?? 0, word: 'rows' };
    const row = { text: 'only this', wrapped: false, spans: [] };
    const told = (top: number): string =>
      rows(tell(open, { type: 'scrollback', tag, session: 'app-1', rows: [row, row], top }).model).join(' ');
    expect(told(0)).toContain('claude keeps its own history on this screen; q, then R');
    expect(told(1)).not.toContain('claude keeps its own history');
  });
});
