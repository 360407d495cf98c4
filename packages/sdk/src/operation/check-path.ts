import { RequestError } from '../errors/request-error.ts'
import { shownPath } from './shown-path.ts'

/**
 * Checks a path given to `chain()` or joined from segments, and removes its leading slash. It refuses everything that
 * could change the address. `%2F` and the like are sent unchanged.
 */
export function checkPath(path: string): string {
  const wire = path.startsWith('/') ? path.slice(1) : path
  const segments = wire.split('/')
  const bad = segments.findIndex((segment, at) => climbs(segment) || (segment === '' && at < segments.length - 1))
  if (wire === '' || bad >= 0) {
    throw new RequestError('path', `the address "${shownPath(path)}" has an empty, "." or ".." segment`, {
      hint: { zh: '请检查接口地址', en: 'Check the address.' },
    })
  }
  // Excludes everything that a URL parser or server could interpret: a query, a lone brace or percent sign.
  if (!/^(?:[\w.~!$&'()*+,;=:@/-]|%(?![01]|7F)[\da-f]{2}|\{\w+\})*$/i.test(wire)) {
    throw new RequestError('path', `the address "${shownPath(path)}" has characters that no path is documented with`, {
      hint: {
        zh: '查询参数请放在 query 里，路径参数写作 {name} 并在选项中传值',
        en: 'Query parameters go into `query`; write path parameters as {name} and pass their values in the options.',
      },
    })
  }
  return wire
}

/** Whether a server that decodes a segment before it routes would find `.` or `..` in it. */
function climbs(segment: string): boolean {
  const decoded = segment.replaceAll(/%2e/gi, '.').replaceAll(/%(?:2f|5c)/gi, '/')
  return decoded.split('/').some((part) => part === '.' || part === '..')
}
