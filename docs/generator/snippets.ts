import type { Operation } from '../../packages/codegen/src/index.ts'
import { segmentProperty } from '../../packages/codegen/src/names.ts'
import { callValues, type CallValues } from './call-values.ts'
import { Code, key, literal } from './literal.ts'
import { callNotes, type ObtainedField } from './call-notes.ts'

/** One tab: a whole program that can be run as it stands. */
export interface Snippet {
  readonly title: string
  readonly code: string
}

/** How an address is written: on one line, and at the head of a chain of calls that is broken over lines. */
interface Address {
  readonly title: string
  readonly inline: (address: string) => string
  readonly head: (address: string) => string
}

const addresses: readonly Address[] = [
  { title: '纯链式', inline: chained, head: chained },
  {
    title: '声明式',
    inline: (address) => `wxpay.chain(${literal(address)})`,
    head: (address) => `wxpay\n  .chain(${literal(address)})`,
  },
  { title: '属性式', inline: keyed, head: keyed },
]

/** The six ways to make one call: 异步 first, each as chain, declaration and property. */
export function snippets(operation: Operation, operations: readonly Operation[]): Snippet[] {
  const call: Call = { operation, values: callValues(operation), obtained: obtain(operation, operations) }
  return [asynchronous, synchronous].flatMap((write) =>
    addresses.map((address) => ({
      title: `${write === asynchronous ? '异步' : '同步'}${address.title}`,
      code: [`import { WechatPay } from 'wechatpay-ts'`, `const wxpay = WechatPay.fromEnv()`, write(call, address)]
        .map((part) => `${part}\n`)
        .join('\n'),
    })),
  )
}

interface Call {
  readonly operation: Operation
  readonly values: CallValues
  readonly obtained: { readonly query: Operation; readonly field: ObtainedField } | undefined
}

function synchronous({ operation, values, obtained }: Call, { inline }: Address): string {
  const first = obtained
    ? `const { data: order } = await ${inline(obtained.query.address)}.get(${queryOptions(obtained.query, values)})\n\n`
    : ''
  const verb = operation.method.toLowerCase()
  const call = `${inline(operation.address)}.${verb}(${options(operation, values, obtained?.field)})`
  return `${first}const { data } = await ${call}\n\nconsole.log(data)`
}

function asynchronous({ operation, values, obtained }: Call, { inline, head }: Address): string {
  const verb = `${operation.method.toLowerCase()}Async`
  const log = `  .then(({ data }) => {\n    console.log(data)\n  })`
  if (!obtained) {
    const call = options(operation, values, undefined, '  ')
    return `${head(operation.address)}\n  .${verb}(${call})\n${log}`
  }
  const call = `${inline(operation.address)}.${verb}(${options(operation, values, obtained.field, '    ')})`
  return `${head(obtained.query.address)}
  .getAsync(${queryOptions(obtained.query, values, '  ')})
  .then(({ data: order }) =>
    ${call},
  )
${log}`
}

function keyed(address: string): string {
  return `wxpay[${literal(address)}]`
}

function chained(address: string): string {
  return address.split('/').reduce((chain, segment) => {
    const property = key(segmentProperty(segment))
    return property.startsWith("'") ? `${chain}[${property}]` : `${chain}.${property}`
  }, 'wxpay')
}

function options(operation: Operation, values: CallValues, obtained: ObtainedField | undefined, indent = ''): string {
  const kind = operation.body.kind === 'multipart' ? 'body' : operation.body.kind
  const body = obtained ? { ...values.body, [obtained.field]: new Code(`order.${obtained.field}!`) } : values.body
  const all = {
    ...values.path,
    ...(Object.keys(values.query).length > 0 && { query: values.query }),
    ...(body && { [kind]: body }),
  }
  return Object.keys(all).length > 0 ? literal(all, indent) : ''
}

/** The query's parameters carry the same names as the call's own values. */
function queryOptions(query: Operation, values: CallValues, indent = ''): string {
  const known: Readonly<Record<string, unknown>> = { ...values.body, ...values.path }
  const names = query.parameters.query.map((parameter) => parameter.name).filter((name) => known[name] !== undefined)
  return literal({ query: Object.fromEntries(names.map((name) => [name, known[name]])) }, indent)
}

function obtain(operation: Operation, operations: readonly Operation[]): Call['obtained'] {
  const field = callNotes[operation.id]?.obtains
  if (!field) return undefined
  const query = operations.find((candidate) => candidate.id === field.from)
  if (!query) throw new Error(`${operation.id} obtains ${field.field} from ${field.from}, which the spec does not have`)
  return { query, field }
}
