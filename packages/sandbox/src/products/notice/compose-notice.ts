import type { NotificationShape, SandboxNotification } from '../../generated/notifications.ts'
import { encryptAnswer } from '../../kernel/answers/encrypt-answer.ts'
import { type ControlError, invalid } from '../../kernel/control/control-error.ts'
import { isObject } from '../../kernel/validate/check-value.ts'
import { summaryOf } from './entity.ts'
import { fieldNames, withOverrides } from './fit-content.ts'
import type { Notice } from './notice.ts'
import { type Addressee, ownSample } from './sample-content.ts'
import { isXml, placeInXml, xmlNotice } from './xml-notice.ts'

type Json = Readonly<Record<string, unknown>>

/** All notifications that can be sent, loaded on demand. */
export async function documentedNotifications(): Promise<Readonly<Record<string, SandboxNotification>>> {
  return (await import('../../generated/notifications.ts')).notifications
}

/**
 * Composes a notification of any documented type: sample content for this merchant, with the requested overrides.
 *
 * @throws {ControlError} names the unknown type or the invalid field
 */
export async function composeNotice(
  eventType: string,
  overrides: Json,
  addressee: Addressee,
): Promise<Omit<Notice, 'url'>> {
  const known = await documentedNotifications()
  const notification = Object.hasOwn(known, eventType) ? known[eventType] : undefined
  if (!notification) throw unknownType(eventType, Object.keys(known))
  const shape = shapeFor(notification, overrides)
  const isText = isXml(eventType)
  const whole = withOverrides(shape.schema, ownSample(shape, addressee), overrides, { isText }, 'overrides')
  const plain = leftOut(shape, overrides).reduce(without, whole)
  const { merchant, openid, now } = addressee
  const content = (await encryptAnswer(plain, { kind: 'json', ...notification }, merchant)) as Json
  const amount = AMOUNTS.find((path) => isAmount(at(content, path)))
  const place = placeInXml(eventType)
  const serviceId = merchant.services.find(({ service_id }) => service_id === content['service_id'])?.service_id
  return {
    mchid: merchant.mchid,
    number: numberOf(content) ?? eventType.replaceAll(/[./]/g, '-'),
    eventType,
    originalType: notification.originalType ?? '',
    summary: summaryOf(eventType, notification.title),
    content,
    ...(isText && { xml: xmlNotice(eventType, content, addressee) }),
    ...(amount !== undefined && { amount: place === undefined ? amount : `${place}.${amount}` }),
    openid,
    ...(serviceId !== undefined && { serviceId }),
    createdAt: now,
  }
}

/** The first shape that has all named fields; else the one with most of them, whose error names the unknown field. */
function shapeFor({ shapes }: SandboxNotification, overrides: Json): NotificationShape {
  const wanted = Object.keys(overrides)
  const has = ({ schema }: NotificationShape): number => {
    const names = new Set(fieldNames(schema))
    return wanted.filter((name) => names.has(name)).length
  }
  return shapes.reduce((best, shape) => (has(shape) > has(best) ? shape : best))
}

/** Paths of fields that this merchant does not receive, or that do not fit the event, unless the caller names them. */
function leftOut({ outOfPlace = [], partnerOnly = [], merchantOnly = [] }: NotificationShape, overrides: Json) {
  const isPartners = partnerOnly.some((path) => isNamed(overrides, path))
  return [...outOfPlace, ...(isPartners ? merchantOnly : partnerOnly)].filter((path) => !isNamed(overrides, path))
}

/** Whether the overrides name a field or one inside it. */
function isNamed(overrides: unknown, path: string): boolean {
  const [step = '', ...rest] = path.split('.')
  const name = step.replace(/\[\]$/, '')
  if (!isObject(overrides) || !Object.hasOwn(overrides, name)) return false
  const inner = overrides[name]
  if (rest.length === 0) return true
  return (name === step ? [inner] : [inner].flat()).some((one) => isNamed(one, rest.join('.')))
}

/** Returns a copy without the field at the path; for a list, without it in every item. */
function without(content: Json, path: string): Json {
  const remove = (value: unknown, steps: readonly string[]): unknown => {
    const [step = '', ...rest] = steps
    const name = step.replace(/\[\]$/, '')
    if (!isObject(value) || !Object.hasOwn(value, name)) return value
    const { [name]: inner, ...others } = value
    if (rest.length === 0) return others
    const changed = Array.isArray(inner) ? inner.map((item) => remove(item, rest)) : remove(inner, rest)
    return { ...value, [name]: changed }
  }
  return remove(content, path.split('.')) as Json
}

/** Paths of amounts in notifications, the most specific first. */
const AMOUNTS = [
  'amount.refund',
  'amount.total',
  'total_amount',
  'refund_fee',
  'total_fee',
  'amount',
  'transfer_amount',
]

function isAmount(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^\d{1,15}$/.test(value))
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce((inner, name) => (isObject(inner) ? inner[name] : undefined), value)
}

const NUMBERS = ['out_order_no', 'out_refund_no', 'out_trade_no', 'combine_out_trade_no', 'out_bill_no']

function numberOf(content: Json): string | undefined {
  const others = Object.keys(content).filter((name) => /^out_\w+_no$/.test(name))
  const numbers = [...NUMBERS, ...others].map((name) => content[name])
  return numbers.find((value): value is string => typeof value === 'string' && /^[\w|*@-]{1,64}$/.test(value))
}

function unknownType(eventType: string, known: readonly string[]): ControlError {
  const family = eventType.split('.')[0] ?? ''
  const related = known.filter((type) => family !== '' && type.toUpperCase().startsWith(family.toUpperCase()))
  const expected =
    related.length > 0
      ? `one of ${related.join(', ')}`
      : `one of the ${known.length} documented ones, which GET /_sandbox/api/notices lists`
  return invalid('eventType', expected, eventType)
}
