import { readsLikeName } from '../errors/describe-value.ts'

/** Names that the language, loaders, test runners and frameworks look for on any object they meet. */
const PROBES = new Set([
  // The language and its promises. A chain that answered `then` would be called by every `await` that meets it.
  'then',
  'catch',
  'finally',
  'constructor',
  'prototype',
  'toJSON',
  'toString',
  'toLocaleString',
  'valueOf',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  // Node, and what imports CommonJS and ES modules alike.
  'inspect',
  'default',
  // Jest, Vitest and their pretty-format, which take what has these for a matcher or a DOM node.
  'asymmetricMatch',
  'nodeType',
  'nodeName',
  'tagName',
  'hasAttribute',
  // React.
  'isReactComponent',
  // NestJS and Angular, which ask every provider.
  'onModuleInit',
  'onModuleDestroy',
  'onApplicationBootstrap',
  'beforeApplicationShutdown',
  'onApplicationShutdown',
  'ngOnDestroy',
  // Database drivers, which ask every value.
  'toBSON',
  'toObject',
  'toPostgres',
  'toSqlString',
  'toSQL',
  'isRawInstance',
])

/**
 * Marks that tools put on objects of their own and then look for: `__esModule`, `__v_isRef` (Vue), `$$typeof` (React),
 * `@@__IMMUTABLE_LIST__@@`, `_isMockFunction` (Jest), `_isVue`, `~standard`, `ɵprov` (Angular). Among the names that begin
 * like that, a placeholder (`_out_order_no_`, `$id$`) is the only one that means something here.
 */
const MARK = /^(?:__|\$\$|@@|~|ɵ|_(?!\w+_$)|\$(?!\w+\$$))/

/** Whether a property is a part of an address, and not what a tool asks any object for. */
export function isSegment(key: string | symbol): key is string {
  return typeof key === 'string' && !PROBES.has(key) && !MARK.test(key)
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

/**
 * An address as messages and logs may show it. Values are passed, not spelled; a segment that does not read like one of
 * the API's may be somebody's number all the same, and is left out.
 */
export function shownPath(path: string): string {
  return path
    .split('/')
    .map((segment) => (READS_LIKE_THE_API.test(segment) || readsLikeName(segment) ? segment : '…'))
    .join('/')
}

/** Nothing (a slash at the end), a placeholder, or words in lower case. */
const READS_LIKE_THE_API = /^(?:|\{\w{1,40}\}|[a-z]{1,40}(?:-[a-z]{1,40}){0,8})$/
