import { beijingTime } from '../../kernel/clock/beijing-time.ts'

/** Formats an instant: `2026-03-01 10:00:00` in Beijing. */
export function printTime(instant: number): string {
  return beijingTime(instant).slice(0, 19).replace('T', ' ')
}

/** Formats fen as yuan: `12.50`, `-0.01`. */
export function printYuan(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(3, '0')
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** Formats basis points as a percentage: `0.60%`. */
export function printRate(basisPoints: number): string {
  return `${printYuan(basisPoints)}%`
}

/** Formats a number of items: `45.0`. */
export function printCount(count: number): string {
  return `${count}.0`
}

/** Formats a line of values. The back-tick makes spreadsheets treat them as text. */
export function printValues(values: readonly string[]): string {
  return values.map((value) => `\`${value}`).join(',')
}

/** Escapes a merchant's text in the row of a payment or refund of a trade bill. */
export function escapeInTradeBill(text: string, row: 'payment' | 'refund'): string {
  const own = ownEscapes[row]
  return Array.from(text, (character) => own[character] ?? escapes[character] ?? character).join('')
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  ',': '\\ ',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\ue000': '\\ ',
  '\u001a': '\\\u001a',
}

const ownEscapes: Readonly<Record<'payment' | 'refund', Readonly<Record<string, string>>>> = {
  payment: { "'": "\\'", '`': '\\`' },
  refund: { '`': '\\140' },
}

/** Escapes a merchant's text in a fund bill. */
export function escapeInFundBill(text: string): string {
  return text.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\u0001', ' ')
}
