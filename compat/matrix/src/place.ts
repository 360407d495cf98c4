/** A place in which people use the package, and how it is tried there. */
export interface Place {
  readonly name: string
  /** Files of the project by path. It has both packages installed. */
  readonly files: Readonly<Record<string, string>>
  /** Whether the project stands outside this repository, where nothing that a package lacks is found above it. */
  readonly apart?: true
  /** Commands to run in order. The first word is a file of `node_modules/.bin`, or `node`. */
  readonly commands: readonly (readonly [string, ...string[]])[]
  /** Text that the last command must print. Without it the commands only have to succeed. */
  readonly prints?: string
}
