/** Names that the language, loaders, test runners and frameworks look up on any object. */
const PROBES = new Set([
  // The language and its promises. If a chain answered `then`, every `await` on it would call it.
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
  // Node, and tools that import both CommonJS and ES modules.
  'inspect',
  'default',
  // Jest, Vitest and their pretty-format, which treat an object with these names as a matcher or a DOM node.
  'asymmetricMatch',
  'nodeType',
  'nodeName',
  'tagName',
  'hasAttribute',
  // React.
  'isReactComponent',
  // Angular, which looks this up on every provider.
  'ngOnDestroy',
  // Database drivers, which look these up on every value.
  'toBSON',
  'toObject',
  'toPostgres',
  'toSqlString',
  'toSQL',
  'isRawInstance',
])

/**
 * Marks that tools put on their own objects and look up on any object: `__esModule`, `__v_isRef` (Vue), `$$typeof`
 * (React), `@@__IMMUTABLE_LIST__@@`, `_isMockFunction` (Jest), `_isVue`, `~standard`, `ɵprov` (Angular), and the
 * steps of a life that NestJS looks up on every provider: `onModuleInit`, `beforeApplicationShutdown`. Of the names
 * with such a beginning, only placeholders (`_out_order_no_`, `$id$`) are part of an address.
 */
const MARK = /^(?:__|\$\$|@@|~|ɵ|(?:on|before)(?:Module|Application)|_(?!\w+_$)|\$(?!\w+\$$))/

/** Whether a property is part of an address, rather than one that tools look up on any object. */
export function isSegment(key: string | symbol): key is string {
  return typeof key === 'string' && !PROBES.has(key) && !MARK.test(key)
}

/** Segments documented with a capital; all others have hyphens. */
const CAPITALISED = new Set(['addInstitutionsub', 'modifyInstitutionsub', 'queryInstitutionsub'])

/**
 * Returns the wire spelling of a property: `payafterOrders` is `payafter-orders`, `_out_order_no_` and `$out_order_no$`
 * are `{out_order_no}`. A property that is no identifier (`v3/pay/…`, `user-service-state`) is used unchanged.
 */
export function segmentOf(key: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(key) || CAPITALISED.has(key)) return key
  const placeholder = /^([_$])(\w+)\1$/.exec(key)
  if (placeholder) return `{${placeholder[2]}}`
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
