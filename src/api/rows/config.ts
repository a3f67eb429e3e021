import { z } from 'zod';

const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()).readonly()]);

/** The configuration. */
export const configMethods = {
  'config.show': {
    params: z.object({}).strict(),
    result: z.array(
      z.object({
        key: z.string(),
        value,
        default: value,
        unit: z.string(),
        doc: z.string(),
      }),
    ),
    writes: false,
    summary: 'Every key of the configuration with its value, default and meaning.',
  },
  'config.set': {
    params: z.object({ key: z.string().max(100), value: z.string().max(10_000) }).strict(),
    result: z.object({ key: z.string(), value }),
    writes: true,
    summary: 'Set one key; comments in the file stay.',
  },
} as const;
