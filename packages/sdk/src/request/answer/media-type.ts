import type { ResponseHeaders } from '../../transport/transport.ts'

/** Returns the media type of an answer for a message. A proxy may send anything, so only what looks like one is shown. */
export function mediaTypeOf(headers: ResponseHeaders): string {
  return /^[a-z]{1,20}\/[\w.+-]{1,60}(?=\s*(?:;|$))/i.exec(headers['content-type'] ?? '')?.[0] ?? 'of no known type'
}
