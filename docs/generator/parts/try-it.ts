import { signTypes, type Operation, type Spec } from '../../../packages/codegen/src/index.ts'
import { callNotes } from '../calls/call-notes.ts'
import { actorOf, callValues, type CallValues } from '../calls/call-values.ts'
import { memories, nameAt, sandboxAnswer } from '../calls/coverage.ts'
import { escape } from './html.ts'
import { withoutMarks } from '../calls/literal.ts'

/** A call as the panel sends it: the options object of the program above it, as JSON. */
export interface TriedCall {
  readonly method: string
  /** With `{parameters}`. */
  readonly path: string
  readonly options: Readonly<Record<string, unknown>>
  /** Fields that hold a moment (RFC 3339), and how many days it lies after the present day of the sandbox. */
  readonly days?: Readonly<Record<string, number>>
}

/** A call that goes before the page's. */
export interface StepCall extends TriedCall {
  /** The field of the answer whose value all later calls have in the field of the same name. */
  readonly gives?: string
}

/** All that the panel knows of a page. */
export interface Trial extends TriedCall {
  /** Made by a partner for a merchant: the sandbox says which ones it has. */
  readonly as?: 'partner'
  /** Answered by another call first: the field of that answer that goes into this call. */
  readonly obtains?: { readonly field: string; readonly from: TriedCall }
  /** Preparation of what the call needs. It runs only if the reader requests it. */
  readonly before?: {
    /**
     * The field that holds the number. It gets a new one, which stands for `{number}` in the steps. Absent: the steps
     * make what the page's own number names.
     */
    readonly number?: string
    /** Further numbers of the page that are used once: each becomes the new number and a letter. */
    readonly further?: readonly string[]
    /**
     * Calls of the merchant; as text what others do, below the control API: `orders/{number}/confirm`. What stands behind
     * a blank is the body: `balances/top-up {"amount":100}`.
     */
    readonly steps: readonly (StepCall | string)[]
  }
  /** Fields that hold the present day in the call and its steps, 8 digits, Beijing time. */
  readonly today?: readonly string[]
  /** Fields that hold yesterday's date, Beijing time, as the sandbox's clock has it. */
  readonly yesterday?: readonly string[]
}

interface Story {
  readonly number: string
  /** Fields with further numbers that are used once, however deep they stand. */
  readonly further?: readonly string[]
  readonly steps: readonly (StoryCall | string)[]
  readonly today?: readonly string[]
}

/** A call of the merchant on the way to the page's. */
interface StoryCall {
  readonly id: string
  /** The field that holds the number, and the number: `{number}`, or one beside it. */
  readonly number?: readonly [field: string, number: string]
  /** Fields of its body in the place of the example's. */
  readonly values?: Readonly<Record<string, unknown>>
  /** The field of the answer that later calls take over. */
  readonly gives?: string
}

const payafterOrder = (...steps: readonly string[]): Story => ({
  number: 'out_order_no',
  steps: [{ id: 'payafterOrderCreate', number: ['out_order_no', '{number}'] }, ...steps],
})
/** An order that a user finds by its QR code, so that anybody may pay it. */
const payment = (...steps: Story['steps']): Story => ({
  number: 'out_trade_no',
  steps: [{ id: 'payTransactionsNative', number: ['out_trade_no', '{number}'] }, ...steps],
})
const partnerPayment = (...steps: readonly string[]): Story => ({
  number: 'out_trade_no',
  steps: [{ id: 'payPartnerTransactionsNative', number: ['out_trade_no', '{number}'] }, ...steps],
})
const paymentV2 = (...steps: Story['steps']): Story => ({
  number: 'out_trade_no',
  steps: [nativeV2('{number}'), ...steps],
})
const combined = (...steps: readonly string[]): Story => ({
  number: 'combine_out_trade_no',
  further: ['out_trade_no'],
  steps: [{ id: 'combineTransactionsNative', number: ['combine_out_trade_no', '{number}'] }, ...steps],
})
/** Creates something under a number that is used once: the page's own may be taken. */
const creation = (number: string): Story => ({ number, steps: [] })

function nativeV2(number: string, total_fee?: number): StoryCall {
  const values = { trade_type: 'NATIVE', openid: undefined, ...(total_fee !== undefined && { total_fee }) }
  return { id: 'v2PayUnifiedorder', number: ['out_trade_no', number], values }
}

const paid = 'payments/{number}/pay'
/** Another order has been paid: refunds come from money that the merchant has. */
const funds = {
  number: ['out_trade_no', '{number}F'],
  values: { amount: { total: 100_000, currency: 'CNY' } },
} as const
const refundable: Story['steps'] = [
  { id: 'payTransactionsNative', ...funds },
  'payments/{number}F/pay',
  {
    id: 'payTransactionsNative',
    number: ['out_trade_no', '{number}'],
    values: { amount: { total: 888, currency: 'CNY' } },
  },
  paid,
]

/** A stock of vouchers: WeChat Pay gives it its number, so the calls about it take that from the answer. */
const stock = (...steps: Story['steps']): Story => ({
  number: 'out_request_no',
  steps: [{ id: 'marketingFavorCouponStocks', number: ['out_request_no', '{number}'], gives: 'stock_id' }, ...steps],
})
/** The budget of a stock is locked on the merchant's balance. */
const topUp = 'balances/top-up {"amount":100000}'
const startedStock = (...steps: Story['steps']): Story => stock(topUp, { id: 'marketingFavorStockStart' }, ...steps)
const sentCoupon = startedStock({
  id: 'marketingFavorUserCouponsCreate',
  number: ['out_request_no', '{number}'],
  gives: 'coupon_id',
})

/** The things that must be there before a call, by operation id. */
const stories: Readonly<Record<string, Story>> = {
  combineTransactionByOutTradeNo: combined(paid),
  combineTransactionByOutTradeNoClose: combined(),
  ...Object.fromEntries(
    ['App', 'H5', 'Jsapi', 'Native'].flatMap((surface) => [
      [`payTransactions${surface}`, creation('out_trade_no')],
      [`payPartnerTransactions${surface}`, creation('out_trade_no')],
      [`combineTransactions${surface}`, { ...creation('combine_out_trade_no'), further: ['out_trade_no'] }],
    ]),
  ),
  marketingFavorCouponStocks: creation('out_request_no'),
  marketingFavorStock: stock(),
  marketingFavorStockItems: stock(),
  marketingFavorStockMerchants: stock(),
  marketingFavorStockPause: startedStock(),
  marketingFavorStockRestart: startedStock({ id: 'marketingFavorStockPause' }),
  marketingFavorStockStart: stock(topUp),
  marketingFavorStockStop: startedStock(),
  marketingFavorUserCoupon: sentCoupon,
  marketingFavorUserCouponsCreate: startedStock(),
  marketingFavorUserCouponsQuery: sentCoupon,
  payafterOrderCreate: creation('out_order_no'),
  payafterOrderQuery: payafterOrder(),
  payafterOrderCancel: payafterOrder(),
  payafterOrderComplete: {
    ...payafterOrder('orders/{number}/confirm'),
    // In days, because a service of seconds cannot end in the second in which it began.
    today: ['service_start_time', 'real_service_end_time'],
  },
  payPartnerTransactionById: partnerPayment(paid),
  payPartnerTransactionByOutTradeNo: partnerPayment(paid),
  payPartnerTransactionByOutTradeNoClose: partnerPayment(),
  payTransactionById: payment(paid),
  payTransactionByOutTradeNo: payment(paid),
  payTransactionByOutTradeNoClose: payment(),
  refundDomesticRefund: {
    number: 'out_refund_no',
    steps: [
      ...refundable,
      {
        id: 'refundDomesticRefunds',
        number: ['out_refund_no', '{number}'],
        values: { out_trade_no: '{number}', amount: { refund: 888, total: 888, currency: 'CNY' } },
      },
    ],
  },
  refundDomesticRefunds: { number: 'out_trade_no', further: ['out_refund_no'], steps: refundable },
  v2PayUnifiedorder: creation('out_trade_no'),
  v2PayCloseorder: paymentV2(),
  v2PayOrderquery: paymentV2(paid),
  v2PayRefundquery: {
    number: 'out_refund_no',
    steps: [
      nativeV2('{number}F', 100_000),
      'payments/{number}F/pay',
      nativeV2('{number}', 100),
      paid,
      {
        id: 'v2SecapiPayRefund',
        number: ['out_refund_no', '{number}'],
        values: { out_trade_no: '{number}', total_fee: 100, refund_fee: 100 },
      },
    ],
  },
  v2SecapiPayRefund: {
    number: 'out_trade_no',
    further: ['out_refund_no'],
    steps: [nativeV2('{number}F', 100_000), 'payments/{number}F/pay', nativeV2('{number}', 100), paid],
  },
}

/** The panel that sends the call to the reader's own sandbox, which `theme/try-it.ts` fills when it is opened. */
export function tryIt(operation: Operation, spec: Pick<Spec, 'operations'>, summary: string): string {
  return `<details class="try" v-pre data-trial="${escape(JSON.stringify(trialOf(operation, spec)))}"><summary>${summary}</summary></details>`
}

/** The call of a page as the panel sends it. */
export function trialOf(operation: Operation, spec: Pick<Spec, 'operations'>): Trial {
  const obtained = callNotes[operation.id]?.obtains
  const story = stories[operation.id]
  const call = callOf(operation, spec)
  const before = story ? storyOf(story, operation, spec) : remembered(operation, spec)
  const yesterday = fieldsWith(call.options, (name) => /^(?:bill_)?date$/.test(name))
  return {
    ...call,
    ...(actorOf(operation) === 'partner' && { as: 'partner' as const }),
    ...(obtained &&
      obtained.as === undefined && {
        obtains: { field: obtained.field, from: callOf(find(obtained.from, operation, spec), spec) },
      }),
    ...(before && { before }),
    ...(story?.today && { today: story.today }),
    ...(yesterday.length > 0 && { yesterday: [...new Set(yesterday.map(([name]) => name))] }),
  }
}

function find(id: string, needed: Operation, { operations }: Pick<Spec, 'operations'>): Operation {
  const found = operations.find((candidate) => candidate.id === id)
  if (!found) throw new Error(`the panel of ${needed.id} needs ${id}, which the spec does not have`)
  return found
}

function storyOf(
  { number, further = [], steps: told }: Story,
  operation: Operation,
  spec: Pick<Spec, 'operations'>,
): NonNullable<Trial['before']> {
  const steps = told.map((step) => {
    if (typeof step === 'string') return step
    const { number: [field, value] = [], gives } = step
    const values = { ...step.values, ...(field !== undefined && { [field]: value }) }
    return {
      ...withValues(callOf(find(step.id, operation, spec), spec), values),
      ...(gives !== undefined && { gives }),
    }
  })
  const calls = [callOf(operation, spec), ...steps.filter((step) => typeof step !== 'string')]
  const numbers = calls.flatMap(({ options }) => fieldsWith(options, (name) => further.includes(name)))
  const others = new Set(numbers.map(([, value]) => value).filter((value) => !value.includes('{number}')))
  return { number, ...(others.size > 0 && { further: [...others] }), steps }
}

/** Every text in the options whose field has such a name, however deep it stands. */
function fieldsWith(value: unknown, isWanted: (name: string) => boolean): [name: string, text: string][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) =>
    typeof member === 'string' && isWanted(name) ? [[name, member] as [string, string]] : fieldsWith(member, isWanted),
  )
}

/**
 * Prepares a call that the sandbox remembers: a call that creates something gets a new number, as the number may be
 * taken by another page; before all others goes the call that makes what they are about.
 */
function remembered(operation: Operation, spec: Pick<Spec, 'operations'>): Trial['before'] {
  const memory = memories.get(operation.id)
  if (!memory || sandboxAnswer(operation) !== 'remembered') return undefined
  const [number, ...others] = memory.number.map(nameAt)
  const isFree = number !== undefined && others.length === 0 && takesNewNumber(operation, number)
  if (memory.part === 'creates') return isFree ? { number, steps: [] } : undefined
  const creators = spec.operations.filter(({ id }) => memory.creators.includes(id))
  const creating = creators.find((one) => actorOf(one) === actorOf(operation))
  if (!creating) return undefined
  const places = memories.get(creating.id)!.number.map(nameAt)
  if (isFree && takesNewNumber(creating, places[0]!))
    return { number, steps: [withValues(callOf(creating, spec), { [places[0]!]: '{number}' })] }
  const { query, body, path } = withoutMarks(callValues(operation, spec)) as CallValues
  const asked: Readonly<Record<string, unknown>> = { ...query, ...body, ...path }
  const given = places.map((name, index) => [name, asked[nameAt(memory.number[index]!)]])
  return { steps: [withValues(callOf(creating, spec), Object.fromEntries(given) as Readonly<Record<string, unknown>>)] }
}

/** Whether a field of an operation takes the numbers that the panel makes: `T` and 13 digits. */
function takesNewNumber({ parameters, body }: Operation, name: string): boolean {
  const inPlace = [...parameters.path, ...parameters.query].find((one) => one.name === name)?.schema
  const { minLength = 0, maxLength = 64, pattern } = inPlace ?? body.schema?.properties?.[name] ?? { maxLength: 0 }
  const number = 'T1772330400000'
  const isLong = minLength <= number.length && number.length <= maxLength
  return isLong && (pattern === undefined || new RegExp(pattern, 'u').test(number))
}

/** A call with some fields of its path or body in the place of the example's; undefined leaves a field out. */
function withValues(call: TriedCall, values: Readonly<Record<string, unknown>>): TriedCall {
  const { options } = call
  const body = ['json', 'xml', 'meta'].find((name) => Object.hasOwn(options, name))
  const inPath = Object.entries(values).filter(([name]) => Object.hasOwn(options, name))
  const inBody = Object.entries(values).filter(([name]) => !Object.hasOwn(options, name))
  return {
    ...call,
    options: {
      ...options,
      ...Object.fromEntries(inPath),
      ...(body !== undefined && { [body]: { ...(options[body] as object), ...Object.fromEntries(inBody) } }),
    },
  }
}

/** How many days after the present the moments of a call lie that production compares with it. */
const daysOf: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  marketingFavorCouponStocks: { available_begin_time: 0, available_end_time: 30 },
}

function callOf(operation: Operation, spec: Pick<Spec, 'operations'>): TriedCall {
  const { method, path: template } = operation
  const { path, query, body, file } = withoutMarks(callValues(operation, spec)) as CallValues
  const asked = operation.body.kind === 'none' ? { ...query, ...signType(operation) } : query
  const filename = String(file?.['filename'])
  const days = daysOf[operation.id]
  return {
    ...(days && { days }),
    method,
    path: template,
    options: {
      ...path,
      ...(Object.keys(asked).length > 0 && { query: asked }),
      ...bodyOf(operation, body, filename),
      ...(file && { file: { filename, base64: sampleBytes } }),
    },
  }
}

/** The file of the program above the panel, `new Blob(['…'])`. */
const sampleBytes = Buffer.from('…').toString('base64')

/** The body by its name in the options object: `json`, `xml` or, beside a file, `meta`. */
function bodyOf(operation: Operation, body: CallValues['body'], filename: string): Readonly<Record<string, unknown>> {
  const { kind } = operation.body
  const { upload } = operation
  if (kind === 'none') return {}
  const name = kind === 'multipart' ? 'meta' : kind
  const named = upload?.filename === undefined ? {} : { [upload.filename]: filename }
  return { [name]: { ...body, ...named, ...signType(operation) } }
}

/** The type of signature of APIv2 that a client chooses, where the operation names any. */
function signType(operation: Operation): { readonly sign_type?: string } {
  const types = operation.version === 'v2' ? signTypes(operation) : undefined
  if (!types) return {}
  return { sign_type: types.includes('HMAC-SHA256') ? 'HMAC-SHA256' : 'MD5' }
}
