import { z } from 'zod';

/** A shell command that a caller gives. It becomes an argument of a program, and what that cannot hold would be a defect there. */
export const commandShape = z
  .string()
  .min(1)
  .max(10_000)
  .refine((text) => !/\0|\p{Surrogate}/u.test(text), 'holds NUL or half of a character, which no command can');
