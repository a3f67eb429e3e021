/** What is known about one program. */
export interface Program {
  readonly name: string;
}
