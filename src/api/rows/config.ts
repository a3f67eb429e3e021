import { z } from 'zod';

/** The configuration. */
export const configMethods = {
  'config.show': {
    params: z.object({}).strict(),
    result: z.array(
      z.object({
        key: z.string(),
        value: z.union([z.string(), z.number(), z.boolean()]),
        default: z.union([z.string(), z.number(), z.boolean()]),
        unit: z.string(),
        doc: z.string(),
      }),
    ),
    writes: false,
    summary: 'Every key of the configuration with its value, default and meaning.',
  },
  'config.set': {
    params: z.object({ key: z.string().max(100), value: z.string().max(10_000) }).strict(),
    result: z.object({ key: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) }),
    writes: true,
    summary: 'Set one key; comments in the file stay.',
  },
} as const;
