import { headline, withoutRepeats, type SchemaObject, type Spec } from '../../../packages/codegen/src/index.ts'

/** Comments of options that every operation has. */
const bodies = [
  ['请求体。', 'The request body.'],
  ['查询参数。', 'The query parameters.'],
  ['请求头。', 'The request headers.'],
] as const

/**
 * The English of comments that codegen writes in Chinese: the spec has both.
 *
 * @returns undefined for a comment that is not from the spec, or has no English there
 */
export function englishComments(spec: Spec): (comment: string) => string | undefined {
  const known = new Map<string, string>(bodies)
  const add = (chinese: string | undefined, english: string | undefined) => {
    if (chinese && english && !known.has(chinese)) known.set(chinese, english)
  }
  const seen = new Set<object>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    const schema = value as SchemaObject
    const { 'x-wechatpay-title-en': title, 'x-wechatpay-description-en': description } = schema
    const words = [title, withoutRepeats(title, description, 'en')]
    if (words.some((word) => typeof word === 'string')) add(headline(schema), sentences(words))
    for (const child of Object.values(value)) visit(child)
  }
  visit(spec.operations)
  visit(spec.webhooks)
  for (const { title, method, path, english } of spec.operations) {
    const address = ` \`${method} ${path}\``
    add(title + address, english.title && english.title + address)
  }
  for (const { title, english } of spec.products) add(`${title}。`, `${english}.`)

  return (comment) => {
    const whole = known.get(comment)
    if (whole !== undefined) return whole
    // The spec's words may be followed by others: units, conditions, limits.
    const [, prose = '', code = ''] = /^(.*?)((?: `[^`]*`)*)$/s.exec(comment) ?? []
    for (let end = prose.length; end > 0; end = prose.lastIndexOf('。', end - 2) + 1) {
      const english = known.get(prose.slice(0, end))
      if (english !== undefined) return english + code
    }
    return undefined
  }
}

function sentences(words: readonly (string | undefined)[]): string {
  return words
    .filter((word) => word !== undefined && word.trim() !== '')
    .map((word) => word!.trim())
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1) + (/[.:!?]$/.test(word) ? '' : '.'))
    .join(' ')
}
