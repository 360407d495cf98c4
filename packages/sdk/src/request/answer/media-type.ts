import type { ResponseHeaders } from '../../transport/transport.ts'

/** Returns the media type of an answer for a message. A proxy may send anything, so only what looks like one is shown. */
export function mediaTypeOf(headers: ResponseHeaders): string {
  const [type = ''] = (headers['content-type'] ?? '').split(';')
  return /^[a-z]{1,20}\/[\w.+-]{1,60}$/.test(type) ? type : 'without a content type'
}
