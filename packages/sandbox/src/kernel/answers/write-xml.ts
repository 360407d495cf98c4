import { isObject } from '../validate/check-value.ts'

/**
 * A message as the platform writes it: text in CDATA, elements within elements where the documentation has them, a list
 * as a repeated element.
 */
export function writeXml(fields: Readonly<Record<string, unknown>>): string {
  return `<xml>${elements(fields)}</xml>`
}

function elements(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .flatMap(([name, value]) =>
      [value].flat().map((one) => `<${name}>${isObject(one) ? elements(one) : text(one)}</${name}>`),
    )
    .join('')
}

function text(value: unknown): string {
  return `<![CDATA[${String(value).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}
