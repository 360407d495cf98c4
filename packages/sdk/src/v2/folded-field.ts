import { v2AnswerFields, v2NotificationFields } from '../generated/v2-field-names.ts'
import { signedEntries } from './signing-string.ts'
import { FIELD_INSIDE } from './field-inside.ts'
import type { Fields, FieldValue } from './to-xml.ts'

/** A text that the signature cannot distinguish from separate fields. */
export interface FoldedField {
  readonly field: string
  /** The documented field that appears inside; undefined for other names, which could be somebody's data. */
  readonly inside: string | undefined
}

/** The origin of the fields. `redirect` is a request that a browser carries, so its user can change it. */
export type FieldSource = 'notification' | 'answer' | 'request' | 'redirect'

const notificationFields = new Set(v2NotificationFields.split(' '))
const answerFields = new Set(v2AnswerFields.split(' '))

/**
 * Notification fields that may contain `&` and `=`: texts of a merchant or user, JSON with such texts, and WeChat Pay's
 * own sentences. All other fields are numbers, codes, amounts and times, which never contain them.
 */
const TEXTS: Readonly<Record<string, 'words' | 'json' | 'sentence'>> = {
  attach: 'words',
  contract_display_account: 'words',
  contract_termination_remark: 'words',
  device_info: 'words',
  promotion_detail: 'json',
  sub_order_list: 'json',
  err_code_des: 'sentence',
  result_msg: 'sentence',
  return_msg: 'sentence',
  risk_level_desc: 'sentence',
}

/**
 * Finds a value that can be read as more than one field. APIv2 signs `name=value` joined by `&` and escapes neither, so
 * `<a>1&amp;b=2</a>` has the signature of `<a>1</a><b>2</b>`, and anyone who has seen one message can construct others.
 * This refuses messages that cannot be genuine:
 *
 * 1. `&name=` in a number, a code, an amount or a time.
 * 2. `&name=` in a text, where a documented field of that name would come next in the order: it was removed from the
 *    message.
 * 3. In notifications, `&name=` of a documented field in an unknown field, in a sentence, or in words behind other
 *    words: a forger needs these places for the fields that his own replace.
 * 4. In notifications, an unknown field directly after a text: it may be the end of that text.
 * 5. In notifications, invalid JSON: its end may have become a field. Valid JSON has neither lost nor gained one.
 * 6. In a redirect, any `&name=` outside of an address.
 *
 * A merchant's own `attach` such as `from=app&out_trade_no=7` is accepted, because `out_trade_no` does not directly
 * follow `attach`.
 */
export function foldedField(fields: Fields, source: FieldSource): FoldedField | undefined {
  const entries = signedEntries(fields)
  const isNotification = source === 'notification'
  const isRequest = source === 'request' || source === 'redirect'
  let wordsBefore = false
  for (const [at, [name, value]] of entries.entries()) {
    const [previous, next] = [entries[at - 1]?.[0], entries[at + 1]?.[0]]
    if (isNotification && previous !== undefined && TEXTS[previous] === 'words' && !isDocumented(name))
      return { field: previous, inside: undefined }
    if (TEXTS[name] === 'json') {
      if (isJson(value)) continue
      if (isNotification) return { field: name, inside: undefined }
    }
    const isWords = TEXTS[name] === 'words'
    for (const inside of namesIn(value)) {
      const found = { field: name, inside: isDocumented(inside) ? inside : undefined }
      if (isClosed(name)) return found
      if (isRequest && isAddress(value)) continue
      if (source === 'redirect') return found
      if (found.inside === undefined && !(isRequest && Object.hasOwn(fields, inside))) continue
      if (name < inside && (next === undefined || inside < next)) return found
      if (isNotification && (wordsBefore || !isWords)) return found
    }
    wordsBefore ||= isWords
  }
  return undefined
}

function namesIn(value: FieldValue): readonly string[] {
  return Array.from(String(value).matchAll(new RegExp(FIELD_INSIDE, 'g')), ([, name]) => name!)
}

function isJson(value: FieldValue): boolean {
  try {
    JSON.parse(String(value))
    return true
  } catch {
    return false
  }
}

/** Whether the field is documented; any number matches in a numbered name: `coupon_id_0`. */
function isDocumented(name: string): boolean {
  const documented = numbered(name)
  return notificationFields.has(documented) || answerFields.has(documented)
}

function isClosed(name: string): boolean {
  return !Object.hasOwn(TEXTS, name) && notificationFields.has(numbered(name))
}

function numbered(name: string): string {
  return name.replaceAll(/_\d+(?=_|$)/g, '_$n')
}

/** Whether a value is an address, whose query consists of `&name=`. */
function isAddress(value: FieldValue): boolean {
  return /^[a-z][a-z\d+.-]*:\/\//i.test(String(value))
}
