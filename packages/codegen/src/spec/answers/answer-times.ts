import { versionOf } from '../address.ts'
import type { SchemaObject } from '../model.ts'

/**
 * The instants in examples. The sandbox shifts them so that the first is its present time. Past events happened at that
 * instant; expiry times are thirty days later.
 */
const PRESENT = '2026-03-01T10:00:00+08:00'
const LATER = '2026-03-31T10:00:00+08:00'

const IS_TIME = /(?:^|_)(?:time|times?tamp)(?:_t)?$|(?:Time)$|_at$|^time_(?:end|start|expire)$|deadline$/
const IS_DATE = /(?:^|_)(?:date|day)$|^date_/
/** Titles and names that only look like times: numbers of days or seconds, texts, amounts. */
const IS_NO_TIME = /remark|times$|金额|时长|时间备注|次数|多少|待出场|跳价/
const EXPIRES =
  /expire|expiry|stop_time|invalid|deadline|estimated|valid_date|logout|^(?!real_|trade_)(?:\w+_)?end_(?:time|date)/
/** Fields of APIv2 answers with a fourteen-digit time; other fields have dashes and colons. */
const IS_DIGITS = /^time_(?:end|start|expire)$|^(?:modify_time|start_time|end_time|real_end_time|finish_time)$/

/** PayScore orders write the times of their service and payment with fourteen digits. */
const ORDERS = /^v3\/payscore\/(?!(?:sign-)?plan)/
const OF_ORDER = /^(?:real_)?(?:service_)?(?:start|end)_time$|^pa(?:id|y_succ)_time$/

/** A field of an answer. */
export interface TimeField {
  /** The field's name, without its number if it is numbered. */
  readonly name: string
  readonly schema: SchemaObject
  /** The address of the operation. */
  readonly address: string
}

/** Returns the possible notations of the field's time, the likeliest first; empty for a field that holds no time. */
export function timesOf({ name, schema, address }: TimeField): readonly (string | number)[] {
  const { format = '', type, title = '', examples = [] } = schema
  const instant = EXPIRES.test(name) ? LATER : PRESENT
  if (Object.hasOwn(written, format)) return [written[format]!(instant)]
  if (IS_NO_TIME.test(name) || IS_NO_TIME.test(title)) return []
  const isDate = IS_DATE.test(name)
  if (!isDate && !IS_TIME.test(name)) return []
  if (type === 'integer' || type === 'number') return isDate ? [] : secondsOf(name, title, instant)
  const isV2 = versionOf(address) === 'v2'
  const ofOrder = ORDERS.test(address) && OF_ORDER.test(name) ? ['yyyyMMddHHmmss'] : []
  const alike = examples.map((example) => formOf(example)).filter((form) => form !== undefined)
  const likely = isDate ? ['date', 'yyyyMMdd'] : ['date-time']
  const ofV2 = isDate ? ['yyyyMMdd', 'date'] : IS_DIGITS.test(name) ? ['yyyyMMddHHmmss'] : ['yyyy-MM-dd HH:mm:ss']
  const forms = [...alike, ...ofOrder, ...(isV2 ? ofV2 : likely), 'yyyyMMddHHmmss', 'date', 'yyyyMMdd']
  return [...forms.map((form) => written[form]!(instant)), /end/.test(name) ? '23:59' : '00:00', '000000']
}

/** The start or end of a day in seconds or minutes, or else an instant in seconds. */
function secondsOf(name: string, title: string, instant: string): readonly number[] {
  if (/当天|每日|每天/.test(title)) return [name.startsWith('end') ? 1439 : 0, 1]
  return [Date.parse(instant) / 1000]
}

const written: Readonly<Record<string, (instant: string) => string>> = {
  'date-time': (instant) => instant,
  date: (instant) => instant.slice(0, 10),
  yyyyMMdd: (instant) => instant.slice(0, 10).replaceAll('-', ''),
  yyyyMMddHHmmss: (instant) => instant.slice(0, 19).replaceAll(/\D/g, ''),
  'yyyy-MM-dd HH:mm:ss': (instant) => instant.slice(0, 19).replace('T', ' '),
  'yyyy-MM-dd or 长期': (instant) => instant.slice(0, 10),
}

const FORMS: readonly (readonly [form: string, looks: RegExp])[] = [
  ['date-time', /^\d{4}-\d\d-\d\dT/],
  ['yyyy-MM-dd HH:mm:ss', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/],
  ['date', /^\d{4}-\d\d-\d\d$/],
  ['yyyyMMddHHmmss', /^20\d{12}$/],
  ['yyyyMMdd', /^20\d{6}$/],
]

function formOf(example: unknown): string | undefined {
  return typeof example === 'string' ? FORMS.find(([, looks]) => looks.test(example))?.[0] : undefined
}
