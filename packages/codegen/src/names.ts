/**
 * Names between the wire and TypeScript. The client's chain turns a property back into a segment by the inverse rule,
 * so a segment that does not survive the round trip is used unchanged.
 */

const identifier = /^[A-Za-z_$][\w$]*$/

/** Segments documented with a capital; all others have hyphens. The client's chain has the same list. */
const capitalised = new Set(['addInstitutionsub', 'modifyInstitutionsub', 'queryInstitutionsub'])

/** `payafter-orders`, `out_order_no`, `PAYSCORE.USER_PAID` → `PayafterOrders`, `OutOrderNo`, `PayscoreUserPaid`. */
export function pascalCase(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => {
      const rest = word.slice(1)
      return word.charAt(0).toUpperCase() + (word === word.toUpperCase() ? rest.toLowerCase() : rest)
    })
    .join('')
}

/** A path segment as a property of the chain: `payafter-orders` → `payafterOrders`, `{out_order_no}` → `_out_order_no_`. */
export function segmentProperty(segment: string): string {
  const parameter = /^\{(\w+)\}$/.exec(segment)
  if (parameter) return `_${parameter[1]}_`
  const camel = segment.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return propertySegment(camel) === segment ? camel : segment
}

/** The inverse, as the client applies it: `payafterOrders` → `payafter-orders`, `_out_order_no_` → `{out_order_no}`. */
export function propertySegment(property: string): string {
  if (!identifier.test(property) || capitalised.has(property)) return property
  const parameter = /^([_$])(\w+)\1$/.exec(property)
  if (parameter) return `{${parameter[2]}}`
  return property.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** A property name as source text, quoted where it must be. */
export function propertyKey(name: string): string {
  return identifier.test(name) ? name : quote(name)
}

/** A string as a TypeScript literal in the house style. */
export function quote(text: string): string {
  return `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)}'`
}

/** `payafter-orders` → `payafter-order`, `Fees` → `Fee`; a word that only looks like a plural stays. */
export function singular(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (/(?:ss|x|ch|sh)es$/.test(word)) return word.slice(0, -2)
  return /[^su]s$/.test(word) ? word.slice(0, -1) : word
}

/**
 * Version and product of an address, `v3/pay`, `v2/pay`, `hk/v3/certificates`, `brand/marketing`: the key of generated
 * files. The client finds an operation's metadata by the same rule.
 */
export function productPath(address: string): string | undefined {
  return /^(?:(?:hk\/)?v\d|brand)\/[^/]+/.exec(address)?.[0]
}
