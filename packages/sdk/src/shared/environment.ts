/** `process.env`, or an object of the same shape. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Runtimes without `process` have no environment; there every variable is reported as missing. */
export const environment = (): Environment => (typeof process === 'undefined' ? {} : process.env)
