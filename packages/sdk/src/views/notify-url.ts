import { parseBaseUrl } from '../shared/checks.ts'

/**
 * Whether WeChat Pay accepts a text as `notify_url`: http(s), at most 256 characters, no query, no fragment, no
 * password.
 */
export function isNotifyUrl(text: unknown): boolean {
  return typeof text === 'string' && text.length <= 256 && !/[?#\s]/.test(text) && parseBaseUrl(text) !== undefined
}
