/** What somebody thinks of one page of a question: these choices, or that a person is to be asked; undefined is no opinion. */
export type Opinion =
  | { readonly picks: readonly number[]; readonly confidence: number; readonly reason: string }
  | { readonly person: string }
  | undefined;
