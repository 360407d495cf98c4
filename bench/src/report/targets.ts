/** A goal of the project, and whether this run met it. */
export interface Target {
  readonly name: string
  readonly wanted: string
  readonly measured: string
  /** `undefined`: this run could not decide. */
  readonly met: boolean | undefined
}

/** The result of a section: text for people, data for `--save`. */
export interface Report {
  readonly text: string
  readonly targets: readonly Target[]
  readonly data: unknown
}
