import { expect, test } from 'vitest';
import { disposable, Disposables } from '../../src/base/disposables.ts';

test('what is released is disposed and not owned any more; the rest goes in reverse order', () => {
  const order: string[] = [];
  const owner = new Disposables();
  const [, second] = ['first', 'second', 'third'].map((name) => owner.own(disposable(() => order.push(name))));
  expect(owner.size).toBe(3);
  if (second) owner.release(second);
  expect([order, owner.size]).toEqual([['second'], 2]);
  owner.dispose();
  expect([order, owner.size]).toEqual([['second', 'third', 'first'], 0]);
});

test('one that lets go of itself while its owner is disposed keeps no other from being released', () => {
  const order: string[] = [];
  const owner = new Disposables();
  owner.defer(() => order.push('first'));
  const itself = owner.own(
    disposable(() => {
      owner.release(itself);
      order.push('itself');
    }),
  );
  owner.own(
    disposable(() => {
      throw new Error('cannot be released');
    }),
  );
  expect(() => {
    owner.dispose();
  }).toThrow('cannot be released');
  expect(order).toEqual(['itself', 'first']);
});

test('who comes after the end is released at once', () => {
  const order: string[] = [];
  const owner = new Disposables();
  owner.dispose();
  owner.defer(() => order.push('late'));
  expect([order, owner.size]).toEqual([['late'], 0]);
});
