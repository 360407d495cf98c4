/** Somewhere that people use the package, and how it is tried there. */
export interface Place {
  readonly name: string
  /** Files of the project by path; it has both packages installed and nothing else of this repository. */
  readonly files: Readonly<Record<string, string>>
  /** Commands one after the other; the first word is a file of `node_modules/.bin`, or `node`. */
  readonly commands: readonly (readonly [string, ...string[]])[]
  /** Found in what the last command prints. Without it the commands only have to succeed. */
  readonly prints?: string
}
