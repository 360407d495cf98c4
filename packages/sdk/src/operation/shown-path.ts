import { readsLikeName } from '../errors/describe-value.ts'

/**
 * Makes an address safe for messages and logs. Values should be passed, not spelled, but a segment that does not look
 * like one of the API's may still be somebody's number and is left out.
 */
export function shownPath(path: string): string {
  return path
    .split('/')
    .map((segment) => (READS_LIKE_THE_API.test(segment) || readsLikeName(segment) ? segment : '…'))
    .join('/')
}

/** Matches an empty segment (a slash at the end), a placeholder, or words in lower case. */
const READS_LIKE_THE_API = /^(?:|\{\w{1,40}\}|[a-z]{1,40}(?:-[a-z]{1,40}){0,8})$/
