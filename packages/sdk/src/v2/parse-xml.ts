import { bytesIn } from '../crypto/bytes.ts'
import { utf8Decode } from '../crypto/utf8-decode.ts'
import { XmlError } from './xml-error.ts'

/** The content of an element: text, elements, or a list of repeated ones. */
export type XmlNode = string | XmlFields | readonly XmlNode[]

export interface XmlFields {
  readonly [name: string]: XmlNode
}

const MOST_CHARACTERS = 4 * 1024 * 1024
const MOST_ELEMENTS = 20_000
const DEEPEST = 4

/** Sticky patterns: each matches at the current position or not at all. They are tried in this order. */
const DECLARATION = /<\?xml [^<>]*\?>/y
const SPACE = /[\t\n\r ]*/y
const OPEN = /<([A-Za-z_][\w.-]*)[\t\n\r ]*(\/?)>/y
const CLOSE = /<\/([A-Za-z_][\w.-]*)[\t\n\r ]*>/y
const CDATA = /<!\[CDATA\[([\s\S]*?)\]\]>/y
const TEXT = /[^<]+/y
const ENTITY = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\dA-Fa-f]{1,6}));|&/g
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
/** Characters that XML 1.0 forbids, both literal and as references. */
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/

/**
 * Parses a message of APIv2: one element whose child elements contain text. The parser accepts nothing else: no DOCTYPE
 * and so no custom entities, no attributes, comments or processing instructions, nothing before or after the root, no
 * repeated element. All values stay texts.
 *
 * @param xml the text, or the bytes as received
 * @returns fields by name; unknown ones are kept
 * @throws {XmlError} with the position
 * @example
 * parseXml('<xml><return_code><![CDATA[SUCCESS]]></return_code></xml>') // { return_code: 'SUCCESS' }
 */
export function parseXml(xml: string | Uint8Array): Readonly<Record<string, string>> {
  return new Reader(xml, 1).read() as Readonly<Record<string, string>>
}

/** Like {@link parseXml}, for the few answers with nested elements, which may be repeated there. */
export function parseNestedXml(xml: string | Uint8Array): XmlFields {
  return new Reader(xml, DEEPEST).read()
}

class Reader {
  readonly #text: string
  readonly #deepest: number
  #at = 0
  #elements = 0

  constructor(xml: string | Uint8Array, deepest: number) {
    this.#deepest = deepest
    const given = typeof xml === 'string' ? xml : bytesIn(xml)
    if (given === undefined) throw this.#problem('neither text nor bytes')
    if (given.length > MOST_CHARACTERS) throw this.#problem(`more than ${MOST_CHARACTERS} characters`)
    this.#text = typeof given === 'string' ? given : decode(given)
    if (!this.#text.isWellFormed() || FORBIDDEN.test(this.#text)) throw this.#problem('characters that XML forbids')
  }

  read(): XmlFields {
    if (this.#text.startsWith('\ufeff')) this.#at = 1
    this.#take(SPACE)
    this.#take(DECLARATION)
    this.#take(SPACE)
    const root = this.#take(OPEN)
    if (!root) throw this.#problem('expected the first element')
    const content = root[2] ? {} : this.#content(root[1]!, 0)
    this.#take(SPACE)
    if (this.#at < this.#text.length) throw this.#problem('something behind the last element')
    if (typeof content === 'string' && content.trim() !== '') throw this.#problem('text where fields were expected')
    return typeof content === 'string' ? {} : content
  }

  /** Reads up to and including the end tag. */
  #content(name: string, depth: number): string | XmlFields {
    const fields = new Map<string, XmlNode>()
    let text = ''
    for (;;) {
      const open = this.#take(OPEN)
      if (open) {
        if (depth === this.#deepest) throw this.#problem('elements inside a field')
        this.#add(fields, open[1]!, open[2] ? '' : this.#content(open[1]!, depth + 1), depth)
        continue
      }
      const close = this.#take(CLOSE)
      if (close) {
        if (close[1] !== name) throw this.#problem('an end tag that closes another element')
        if (fields.size === 0) return text
        if (text.trim() !== '') throw this.#problem('text between elements')
        return Object.fromEntries(fields)
      }
      const cdata = this.#take(CDATA)
      if (cdata) {
        text += lines(cdata[1]!)
        continue
      }
      const plain = this.#take(TEXT)
      if (!plain)
        throw this.#problem(this.#at < this.#text.length ? 'markup that is not used here' : 'it ends too soon')
      text += this.#unescape(plain[0])
    }
  }

  #add(fields: Map<string, XmlNode>, name: string, value: XmlNode, depth: number): void {
    if (++this.#elements > MOST_ELEMENTS) throw this.#problem(`more than ${MOST_ELEMENTS} elements`)
    const before = fields.get(name)
    if (before === undefined) fields.set(name, value)
    // With two values for one field, the signature may cover the value that is not read.
    else if (typeof value === 'string' && depth === 0) throw this.#problem('a field for the second time')
    else if (Array.isArray(before)) (before as XmlNode[]).push(value)
    else fields.set(name, [before, value])
  }

  #unescape(text: string): string {
    return lines(text).replace(ENTITY, (_, named?: string, decimal?: string, hexadecimal?: string) => {
      if (named) return NAMED[named]!
      const code = decimal ? Number(decimal) : parseInt(hexadecimal ?? '', 16)
      const character = code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : '\0'
      if (FORBIDDEN.test(character) || !character.isWellFormed())
        throw this.#problem('an entity that XML does not have')
      return character
    })
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text) ?? undefined
    if (match) this.#at = pattern.lastIndex
    return match
  }

  #problem(problem: string): XmlError {
    return new XmlError(`not a message of APIv2: ${problem}`, this.#at)
  }
}

/** Normalises line ends as every XML parser does. */
function lines(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n')
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8Decode(bytes)
  } catch {
    throw new XmlError('not a message of APIv2: not UTF-8', 0)
  }
}
