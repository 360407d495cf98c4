/** The input is not gzip, or is damaged or truncated. */
export class NotGzip extends Error {
  constructor(cause: unknown) {
    super('the file is not gzip, or was cut short', { cause })
  }
}
