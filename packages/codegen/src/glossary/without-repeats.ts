import type { Language } from './language.ts'

/**
 * Leaves out the beginning of a description that says the title again: 「单价。单位：分」 below 「单品价格」 becomes
 * 「单位：分」, "ID of the store" below "store ID" becomes nothing. A clause is left out if it has no word that the title
 * does not have. The clauses after the first one with news all stay, as does one that cannot stand without the clause
 * before it.
 *
 * @returns undefined if nothing new is left
 */
export function withoutRepeats(
  title: string | undefined,
  description: string | undefined,
  language: Language,
): string | undefined {
  let rest = description?.trim() ?? ''
  if (title === undefined || title === '') return rest === '' ? undefined : rest
  const { wordsOf, clause, dependent } = languages[language]
  const known = new Set(wordsOf(title))
  for (;;) {
    const [first = ''] = clause.exec(rest) ?? []
    const next = rest.slice(first.length)
    if (first === '' || dependent?.test(next) || !wordsOf(first).every((word) => known.has(word))) break
    rest = next
  }
  if (rest === '') return undefined
  // A name of the wire (`trade_type`) or a format (`yyyyMMdd`) keeps its letters.
  return /^[a-z]+(?![\w-])/.test(rest) ? rest.charAt(0).toUpperCase() + rest.slice(1) : rest
}

interface Grammar {
  /** Words that carry meaning, each in one spelling. */
  readonly wordsOf: (text: string) => readonly string[]
  /** The first clause of a text, with the mark that ends it. */
  readonly clause: RegExp
  /** Matches the beginning of a clause that is no sentence of its own. */
  readonly dependent?: RegExp
}

/** Words that say the same as another: both in one spelling. */
const sameInChinese = [
  ['时刻', '时间'],
  ['文字', '文案'],
  ['种类', '类型'],
  ['类别', '类型'],
  ['名称', '名'],
  ['金额', '额'],
  ['代码', '码'],
  ['code', '码'],
] as const

const languages: Readonly<Record<Language, Grammar>> = {
  zh: {
    // Chinese has no blanks: its characters are compared, which are words enough inside one field.
    wordsOf: (text) => {
      let said = text.toLowerCase()
      for (const [word, spelling] of sameInChinese) said = said.replaceAll(word, spelling)
      return said.match(/[^\p{P}\p{S}\s的了之该此本其使]/gu) ?? []
    },
    clause: /^[^，。；：\n（]+(?:[，。；：]\s*|$)/u,
  },
  en: {
    wordsOf: (text) =>
      (text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? []).filter((word) => !LITTLE.has(word)).map(stem),
    clause: /^[^,.;:\n(]+(?:[,.;:]\s+|\.?$)/u,
    dependent: /^(?:and|as|at|for|from|if|in|of|or|that|to|where|which|who|whose|with)\b/,
  },
}

const LITTLE: ReadonlySet<string> = new Set(
  'a an the of its this that it in on for to by is are was and with which at whose from'.split(' '),
)
/** Words that ask for what a title names. */
const asking: Readonly<Record<string, string>> = { when: 'time', why: 'reason' }

function stem(word: string): string {
  const spelt = word.replace(/'?s$/, '').replace('our', 'or').replace('isation', 'ization')
  return (asking[spelt] ?? spelt).replace(/(?:e?d|e|ing|ion)$/, '')
}
