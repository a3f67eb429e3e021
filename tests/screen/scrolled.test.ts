import { describe, expect, it } from 'vitest';
import type { Reading } from '../../src/screen/reading.ts';
import { labelOf, read, versions, recording, screenAt, screenIn } from './recordings.ts';

/** The reading of a dialog whose first rows were pushed off the screen, as a taller one would be. */
function scrolled(version: string, name: string, { state, rows }: { state: string; rows: number }): Reading {
  const screen = screenIn(recording(version, name), state);
  if (rows > 0) screen.write(`\u001b[${rows}S\u001b[${rows}A`);
  const reading = read(screen.frame());
  screen.dispose();
  return reading;
}

const withQuestions = versions.filter((version) => version !== '2.0.20');

describe('a dialog whose top scrolls off the screen', () => {
  it.each(withQuestions)('%s: a question worded like a request for leave never becomes one', (version) => {
    for (let rows = 0; rows < 22; rows++) {
      const reading = scrolled(version, 'question-poisoned-80x24', { state: 'question', rows });
      expect({ rows, state: reading.state }).not.toEqual({ rows, state: 'permission' });
      if (reading.state !== 'question') continue;
      const labels = reading.options.map((option) => option.label);
      expect(labels.length === 0 || labels[0] === 'production (Recommended)').toBe(true);
      expect(reading.options.filter(({ kind }) => kind === 'yes-once' || kind === 'no')).toEqual([]);
      expect(reading.truncated === true || reading.header === 'Deploy').toBe(true);
    }
  });

  it.each(withQuestions)('%s: a question without its header is one, and says that a part is missing', (version) => {
    const reading = scrolled(version, 'question-tall-60x20', { state: 'question', rows: 0 });
    expect(reading).toMatchObject({ state: 'question', question: '', truncated: true });
  });

  it.each(versions)('%s: a plan is a plan until its own question is gone, and never a request for leave', (version) => {
    const seen = new Set<string>();
    for (let rows = 0; rows < 22; rows++) {
      const reading = scrolled(version, 'plan-short-80x24', { state: 'plan', rows });
      seen.add(reading.state);
      expect({ rows, state: reading.state }).not.toEqual({ rows, state: 'permission' });
    }
    expect(seen).toContain('plan');
  });

  it.each(versions)('%s: a title without its rule is no part of the subject', (version) => {
    const cut: string[] = [];
    for (let rows = 1; rows < 24; rows++) {
      const reading = scrolled(version, 'bash-simple-80x24', { state: 'permission', rows });
      if (reading.state !== 'permission' || !reading.truncated) continue;
      expect(reading.subject).not.toMatch(/Bash command/);
      cut.push(reading.subject);
    }
    // In a box without its top no row is that of a dialog of which a part is missing.
    expect(cut.length > 0 || version === '2.0.20').toBe(true);
  });
});

describe('the menu of a limit', () => {
  it.each(['2.1.98', '2.1.202'])('%s: is no draft whose top is off the screen, whatever row comes first', (version) => {
    for (const name of ['limit-five-hour-80x24', 'limit-mid-turn-80x24']) {
      const from = recording(version, name);
      const { t } = labelOf(from, 'limit');
      // A long conversation fills the screen: it is shown through one that is lower and lower.
      for (let height = 24; height >= 9; height--) {
        const screen = screenAt(from, t);
        screen.resize(80, height);
        const { state } = read(screen.frame());
        screen.dispose();
        expect({ name, height, state }).toEqual({ name, height, state: 'limit' });
      }
    }
  });
});

describe('what stands beside the input box', () => {
  it.each([
    ['2.0.20', 'limit-near-80x24', 'Approaching weekly limit'],
    ['2.1.15', 'question-one-120x40', 'Failed to install Anthropic marketplace · Will retry on next startup'],
  ])('%s %s: is a notice', (version, name, notice) => {
    const one = recording(version, name);
    const last = one.labels.findLast(({ state }) => state === 'idle');
    const screen = screenIn({ ...one, labels: last ? [last] : [] }, 'idle');
    expect(read(screen.frame())).toMatchObject({ state: 'idle', notice });
    screen.dispose();
  });

  it.each(versions)('%s: hints and modes are no notice', (version) => {
    const screen = screenIn(recording(version, 'modes-80x24'), 'idle');
    const reading = read(screen.frame());
    screen.dispose();
    expect(reading.state).toBe('idle');
    expect('notice' in reading ? reading.notice : '').toMatch(/^$|marketplace/);
  });
});
