import { z } from 'zod';
import { limits } from '../../limits.ts';
import { taskFields } from '../shapes.ts';
import { commandShape } from './command.ts';

/** The task queue of a session. */

const name = z.string().min(1).max(64);
const text = z.string().min(1).max(limits.taskCharsMax);
const task = z.string().min(1).max(100).describe('A task: its id, or its number.');

/** A task as the queue tells it. */
export const queueTaskShape = z.object({
  ...taskFields,
  session: z.string(),
  createdAt: z.string().describe('ISO-8601 UTC.'),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  result: z.string().optional().describe('The last words of the turn that ended it.'),
  receipt: z.string().optional().describe('Path of its receipt, once it has ended.'),
});

export const queueMethods = {
  'queue.add': {
    params: z
      .object({
        id: name,
        text,
        fresh: z.boolean().optional().describe('The context is emptied before it is typed.'),
        after: task.optional().describe('A task that must be done before.'),
        verify: commandShape
          .optional()
          .describe("A shell command that has to succeed in the project's folder before the task is done."),
        priority: z.number().int().min(-1_000).max(1_000).optional().describe('Higher goes first.'),
        tokensMax: z.number().int().min(1).optional(),
        timeMaxMs: z.number().int().min(1_000).optional(),
      })
      .strict(),
    result: z.object({ id: z.string(), task: z.string() }),
    writes: true,
    summary: 'Put a task into the queue of a session; it is typed when its turn has come.',
  },
  'queue.follow': {
    params: z.object({ id: name, path: z.string().min(1) }).strict(),
    result: z.object({
      id: z.string(),
      path: z.string(),
      tasks: z.array(z.string()),
      warnings: z
        .array(z.string())
        .describe('A sentence for each task of the file that is left out, and for other trouble with it.'),
    }),
    writes: true,
    summary: 'Queue the open tasks of a requirements file and go on following it; done ones are ticked there.',
  },
  'queue.list': {
    params: z.object({ id: name, all: z.boolean().optional() }).strict(),
    result: z.object({ id: z.string(), tasks: z.array(queueTaskShape) }),
    writes: false,
    summary: 'The tasks of a session in the order in which they go; with `all` those that have ended long ago too.',
  },
  'queue.move': {
    params: z
      .object({
        id: name,
        task,
        before: task.optional().describe('The task that it is to stand before; absent for the end.'),
      })
      .strict(),
    result: z.object({ id: z.string(), task: z.string() }),
    writes: true,
    summary: 'Put a waiting task at another place of the queue.',
  },
  'queue.remove': {
    params: z.object({ id: name, task }).strict(),
    result: z.object({ id: z.string(), task: z.string() }),
    writes: true,
    summary: 'Take a waiting or failed task out of the queue.',
  },
  'queue.retry': {
    params: z.object({ id: name, task }).strict(),
    result: z.object({ id: z.string(), task: z.string() }),
    writes: true,
    summary: 'Put a failed task into the queue again.',
  },
} as const;
