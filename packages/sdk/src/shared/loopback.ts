/**
 * Whether a URL's host is this machine: `localhost`, 127.0.0.0/8, `[::1]`, and the former as IPv6 (`[::ffff:7f00:1]`).
 *
 * @param hostname the `hostname` of a `URL`: lower case, IPv6 in brackets and shortened
 */
export function isLoopback(hostname: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/.test(hostname)
}

/** Whether a URL is of this machine, where a sandbox runs and WeChat Pay does not. */
export function isLoopbackUrl(url: string): boolean {
  return isLoopback(URL.parse(url)?.hostname ?? '')
}
