import { readFileSync } from 'node:fs'

/** The exports of the packages by import path: `wechatpay-ts/bills`. */
export type ReferenceNames = Readonly<Record<string, ReferencePage>>

interface ReferencePage {
  /** `/en/reference/wechatpay-ts/bills` */
  readonly page: string
  /** Addresses by exported name. */
  readonly names: Readonly<Record<string, string>>
}

const words = {
  zh: { label: '接口参考', separator: '：', end: '。' },
  en: { label: 'API reference', separator: ': ', end: '.' },
} as const

let written: ReferenceNames | undefined

/** The names that the generator wrote with the reference; read no sooner than they are needed. */
function writtenNames(): ReferenceNames {
  written ??= JSON.parse(
    readFileSync(new URL('../../en/reference/names.json', import.meta.url), 'utf8'),
  ) as ReferenceNames
  return written
}

/** Applies {@link linkReference} to a guide, by the file of the page; other pages stay as they are. */
export function linkGuide(page: string, markdown: string): string {
  const [, english, guide] = /^(en\/)?(guide\/)/.exec(page) ?? []
  return guide === undefined ? markdown : linkReference(markdown, english === undefined ? 'zh' : 'en', writtenNames())
}

/**
 * Leads from a guide to the reference of the packages: the first mention of each import path and of each export is a
 * link, and the last line names every import path of the guide. Headings, links and code blocks stay as they are.
 *
 * @param markdown the guide, its included parts in place
 */
export function linkReference(markdown: string, language: keyof typeof words, names: ReferenceNames): string {
  const paths = Object.keys(names).filter((path) => new RegExp(`['\`]${path}['\`]`).test(markdown))
  if (paths.length === 0) return markdown
  const linked = new Set<string>()
  const addressOf = (mention: string): string | undefined => {
    if (names[mention]) return names[mention].page
    const name = mention.replace(/\(.*\)$/, '')
    // Import paths that the guide uses know best which of two exports with one name is meant.
    const from = [...paths, ...Object.keys(names)].find((path) => Object.hasOwn(names[path]!.names, name))
    return from === undefined ? undefined : names[from]!.names[name]
  }
  const body = markdown
    .split(/^([ >]*```+[^\n]*\n.*?^[ >]*```+$|<(?:script|style)\b.*?^<\/(?:script|style)>$|^#+ [^\n]*$)/ms)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part.replaceAll(/\[[^\]\n]*\]\([^)\n]*\)|(?<!`)`([^`\n]+)`(?!`)/g, (whole, mention?: string) => {
            const address = mention === undefined ? undefined : addressOf(mention)
            if (address === undefined || linked.has(address)) return whole
            linked.add(address)
            return `[${whole}](${address})`
          }),
    )
    .join('')
  const { label, separator, end } = words[language]
  const links = paths.map((path) => `[\`${path}\`](${names[path]!.page})`)
  return `${body.trimEnd()}\n\n${label}${separator}${links.join(' · ')}${end}\n`
}
