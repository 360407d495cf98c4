/** What was to be unpacked is no gzip file, is damaged, or was cut short. */
export class NotGzip extends Error {
  constructor(cause: unknown) {
    super('the file is not gzip, or was cut short', { cause })
  }
}
