/** Something the project wants to hold, and what this run says about it. */
export interface Target {
  readonly name: string
  readonly wanted: string
  readonly measured: string
  /** `undefined`: this run could not tell. */
  readonly met: boolean | undefined
}

/** What a section hands back: text for people, data for `--save`. */
export interface Report {
  readonly text: string
  readonly targets: readonly Target[]
  readonly data: unknown
}
