import { describe, expect, it } from 'vitest';
import { aModel, aStatus, keys, tell } from '../models.ts';

describe('the keys of a panel', () => {
  const model = aModel({ sessions: [aStatus('a', { recording: '/work/a.cast' })] });

  it.each([
    ['L', 'decisions', ['F1', '?']],
    ['E', 'escalations', ['F1', '?']],
    ['Q', 'queue', ['F1', '?']],
    ['S', 'schedules', ['F1', '?']],
    ['U', 'usage', ['F1', '?']],
    ['R', 'recording', ['F1', '?']],
    ['s', 'copy', ['F1']],
    [':', 'palette', ['F1']],
    ['n', 'new', ['F1']],
  ])('of %s are shown, those of %s first, by %j', (key, name, asking) => {
    for (const ask of asking) {
      const { model: asked } = tell(model, ...keys(key, ask));
      expect(asked.panels.map(({ kind }) => kind.name)).toEqual([name, 'help']);
      expect(tell(asked, ...keys(ask)).model.panels.map(({ kind }) => kind.name)).toEqual([name]);
    }
  });
});
