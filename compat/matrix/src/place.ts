/** A place in which people use the package, and how it is tried there. */
export interface Place {
  readonly name: string
  /** Files of the project by path. It has both packages installed and nothing else of this repository. */
  readonly files: Readonly<Record<string, string>>
  /** Commands to run in order. The first word is a file of `node_modules/.bin`, or `node`. */
  readonly commands: readonly (readonly [string, ...string[]])[]
  /** Text that the last command must print. Without it the commands only have to succeed. */
  readonly prints?: string
}
