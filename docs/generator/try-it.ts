import type { Operation, Spec } from '../../packages/codegen/src/index.ts'
import { callNotes } from './call-notes.ts'
import { actorOf, callValues } from './call-values.ts'
import { escape } from './html.ts'
import { withoutMarks } from './literal.ts'

/** A call as the panel sends it: the options object of the program above it, as JSON. */
export interface TriedCall {
  readonly method: string
  /** With `{parameters}`. */
  readonly path: string
  readonly options: Readonly<Record<string, unknown>>
}

/** All that the panel knows of a page. */
export interface Trial extends TriedCall {
  /** Answered by another call first: the field of that answer that goes into this call. */
  readonly obtains?: { readonly field: string; readonly from: TriedCall }
  /** Preparation of an order that the call needs. It uses a new number, and runs only if the reader requests it. */
  readonly before?: {
    /** The field that holds the number. */
    readonly number: string
    /** Calls of the merchant; as text what the user does, below the control API: `orders/{number}/confirm`. */
    readonly steps: readonly (TriedCall | string)[]
  }
  /** Fields that hold the present moment, 14 digits, Beijing time. */
  readonly now?: readonly string[]
}

interface Story {
  readonly number: string
  /** Ids of operations, and what the user does. */
  readonly steps: readonly string[]
  readonly now?: readonly string[]
}

const payafterOrder = { number: 'out_order_no', steps: ['payafterOrderCreate'] }
const payment = { number: 'out_trade_no', steps: ['payTransactionsNative'] }

/** Calls about an order that has to exist, by operation id. */
const stories: Readonly<Record<string, Story>> = {
  payafterOrderQuery: payafterOrder,
  payafterOrderCancel: payafterOrder,
  payafterOrderComplete: {
    number: 'out_order_no',
    steps: ['payafterOrderCreate', 'orders/{number}/confirm'],
    now: ['real_service_end_time'],
  },
  payTransactionByOutTradeNo: { ...payment, steps: [...payment.steps, 'payments/{number}/pay'] },
  payTransactionByOutTradeNoClose: payment,
}

/** The panel that sends the call to the reader's own sandbox, which `theme/try-it.ts` fills when it is opened. */
export function tryIt(operation: Operation, spec: Pick<Spec, 'operations'>, summary: string): string {
  const trial = trialOf(operation, spec)
  if (!trial) return ''
  return `<details class="try" v-pre data-trial="${escape(JSON.stringify(trial))}"><summary>${summary}</summary></details>`
}

/** Nothing for calls that the sandbox cannot make for a page: APIv2, files, brands, addresses for browsers. */
export function trialOf(operation: Operation, spec: Pick<Spec, 'operations'>): Trial | undefined {
  const { body, path, redirect } = operation
  const isJson = body.kind === 'json' || body.kind === 'none'
  if (!isJson || redirect || !/^\/(?:(?:hk|global)\/)?v3\//.test(path) || actorOf(operation) === 'brand')
    return undefined
  const find = (id: string): Operation => {
    const found = spec.operations.find((candidate) => candidate.id === id)
    if (!found) throw new Error(`the panel of ${operation.id} needs ${id}, which the spec does not have`)
    return found
  }
  const obtained = callNotes[operation.id]?.obtains
  const story = stories[operation.id]
  return {
    ...callOf(operation, spec),
    ...(obtained &&
      obtained.as === undefined && { obtains: { field: obtained.field, from: callOf(find(obtained.from), spec) } }),
    ...(story && {
      before: {
        number: story.number,
        steps: story.steps.map((step) => (step.includes('/') ? step : callOf(find(step), spec))),
      },
    }),
    ...(story?.now && { now: story.now }),
  }
}

function callOf(operation: Operation, spec: Pick<Spec, 'operations'>): TriedCall {
  const { path, query, body } = withoutMarks(callValues(operation, spec)) as ReturnType<typeof callValues>
  return {
    method: operation.method,
    path: operation.path,
    options: {
      ...path,
      ...(Object.keys(query).length > 0 && { query }),
      ...(body && operation.body.kind === 'json' && { json: body }),
    },
  }
}
