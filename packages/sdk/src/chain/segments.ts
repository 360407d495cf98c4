import { RequestError } from '../errors/request-error.ts'

/**
 * Properties that languages, test runners and loggers ask any object for. They are never a part of an address: a chain
 * that answered `then` would be called by every `await` that meets it.
 */
const NEVER_SEGMENTS = new Set([
  'then',
  'catch',
  'finally',
  'toJSON',
  'toString',
  'valueOf',
  'inspect',
  'constructor',
  'prototype',
  '__proto__',
  'asymmetricMatch',
  'nodeType',
  'tagName',
  '$$typeof',
  '@@__IMMUTABLE_ITERABLE__@@',
  '@@__IMMUTABLE_RECORD__@@',
])

export function isSegment(key: string | symbol): key is string {
  return typeof key === 'string' && !NEVER_SEGMENTS.has(key)
}

/** Segments that are documented with a capital; all others have hyphens. */
const CAPITALISED = new Set(['addInstitutionsub', 'modifyInstitutionsub', 'queryInstitutionsub'])

/**
 * The wire spelling of a property: `payafterOrders` is `payafter-orders`, `_out_order_no_` and `$out_order_no$` are
 * `{out_order_no}`. What could not be an identifier (`v3/pay/…`, `user-service-state`) is taken as written.
 */
export function segmentOf(key: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(key) || CAPITALISED.has(key)) return key
  const placeholder = /^([_$])(\w+)\1$/.exec(key)
  if (placeholder) return `{${placeholder[2]}}`
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** A path as given to `chain()`, or joined of segments: no leading slash, nothing that could change what is addressed. */
export function checkPath(path: string): string {
  const wire = path.startsWith('/') ? path.slice(1) : path
  const segments = wire.split('/')
  const bad = segments.findIndex(
    (segment, at) => segment === '.' || segment === '..' || (segment === '' && at < segments.length - 1),
  )
  if (wire === '' || bad >= 0) {
    throw new RequestError('path', `the address ${JSON.stringify(path)} has an empty, "." or ".." segment`, {
      hint: { zh: '请检查接口地址', en: 'Check the address.' },
    })
  }
  // Nothing that a URL parser or a server would take for something else: no query, no percent sign, no lone brace.
  if (!/^(?:[\w.~!$&'()*+,;=:@/-]|\{\w+\})*$/.test(wire)) {
    throw new RequestError(
      'path',
      `the address ${JSON.stringify(path)} has characters that no path is documented with`,
      {
        hint: {
          zh: '查询参数请放在 query 里，路径参数写作 {name} 并在选项中传值',
          en: 'Query parameters go into `query`; write path parameters as {name} and pass their values in the options.',
        },
      },
    )
  }
  return wire
}
