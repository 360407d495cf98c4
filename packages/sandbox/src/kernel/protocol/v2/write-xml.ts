import { isObject } from '../../validate/check-value.ts'

/**
 * Writes a message as the platform does: text in CDATA, nested elements where documented, a list as a repeated element.
 * Undefined values are left out.
 */
export function writeXml(fields: Readonly<Record<string, unknown>>, root = 'xml'): string {
  return `<${root}>${elements(fields)}</${root}>`
}

function elements(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .flatMap(([name, value]) =>
      [value].flat().map((one) => `<${name}>${isObject(one) ? elements(one) : text(one)}</${name}>`),
    )
    .join('')
}

function text(value: unknown): string {
  return `<![CDATA[${String(value).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}
