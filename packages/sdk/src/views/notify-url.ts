/** Whether WeChat Pay takes a text as `notify_url`: http(s), at most 256 characters, no query, no fragment. */
export function isNotifyUrl(text: unknown): boolean {
  if (typeof text !== 'string' || text.length > 256 || /[?#\s]/.test(text)) return false
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '')
}
