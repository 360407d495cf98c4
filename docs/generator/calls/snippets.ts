import type { Operation, Spec } from '../../../packages/codegen/src/index.ts'
import { segmentProperty } from '../../../packages/codegen/src/names.ts'
import { actorOf, callValues, type CallValues } from './call-values.ts'
import { Code, key, literal, Optional, readMarks, withoutMarks } from './literal.ts'
import { callNotes, type ObtainedField } from './call-notes.ts'
import { stageNumbers } from './stage-values.ts'

/** One tab: a whole program that can be run as it stands, and without the lines that may be left out. */
export interface Snippet {
  readonly timing: 'async' | 'sync'
  readonly address: AddressStyle
  readonly code: string
  /** Numbers of the lines that may be left out, from 1. */
  readonly optional: readonly number[]
  /** First and last line of what has to happen before the call; the page folds it. */
  readonly before: readonly [first: number, last: number] | undefined
}

/** 纯链式, 声明式, 属性式. */
export type AddressStyle = 'chain' | 'declared' | 'property'

/** How an address is written: on one line, and at the head of a chain of calls that is broken over lines. */
interface Address {
  readonly style: AddressStyle
  readonly inline: (address: string) => string
  readonly head: (address: string) => string
}

const addresses: readonly Address[] = [
  { style: 'chain', inline: chained, head: chained },
  {
    style: 'declared',
    inline: (address) => `wxpay.chain(${literal(address)})`,
    head: (address) => `wxpay\n  .chain(${literal(address)})`,
  },
  { style: 'property', inline: keyed, head: keyed },
]

/** Stands before and after what the page folds. */
const fold = '\u0002'

/** The six ways to make one call: 异步 first, each as chain, declaration and property. */
export function snippets(operation: Operation, spec: Pick<Spec, 'operations'>): Snippet[] {
  const call: Call = {
    operation,
    spec,
    values: callValues(operation, spec),
    obtained: obtain(operation, spec.operations),
  }
  return [asynchronous, synchronous].flatMap((write) =>
    addresses.map((address) => ({
      timing: write === asynchronous ? ('async' as const) : ('sync' as const),
      address: address.style,
      ...read(
        [`import { WechatPay } from 'wechatpay-ts'`, client(operation), write(call, address)]
          .map((part) => `${part}\n`)
          .join('\n'),
      ),
    })),
  )
}

/** The three ways to write the address of an operation, without a call. */
export function addressesOf({ address }: Pick<Operation, 'address'>): string[] {
  return addresses.map(({ inline }) => inline(address))
}

interface Call {
  readonly operation: Operation
  readonly spec: Pick<Spec, 'operations'>
  readonly values: CallValues
  readonly obtained: { readonly query: Operation; readonly field: ObtainedField } | undefined
}

function client(operation: Operation): string {
  if (actorOf(operation) !== 'brand') return 'const wxpay = WechatPay.fromEnv()'
  return `const wxpay = WechatPay.fromEnv(process.env, { brandId: '${stageNumbers.mchid}' })`
}

/** The program without the marks of what is folded and what may be left out. */
function read(source: string): Pick<Snippet, 'code' | 'optional' | 'before'> {
  const lines = source.split('\n')
  const first = lines.findIndex((line) => line.startsWith(fold))
  const last = lines.findIndex((line) => line.endsWith(fold))
  return {
    ...readMarks(source.replaceAll(fold, '')),
    before: first === -1 ? undefined : [first + 1, last + 1],
  }
}

function synchronous(call: Call, { inline }: Address): string {
  const { operation } = call
  const verb = operation.method.toLowerCase()
  const [name, print] = result(operation)
  return `${before(call, inline, 'get')}const { ${name} } = await ${inline(operation.address)}.${verb}(${options(call, '')})\n\n${print}`
}

function asynchronous(call: Call, { inline, head }: Address): string {
  const { operation } = call
  const verb = `${operation.method.toLowerCase()}Async`
  const [name, print] = result(operation)
  return `${before(call, inline, 'getAsync')}${head(operation.address)}\n  .${verb}(${options(call, '  ')})\n  .then(({ ${name} }) => {\n    ${print}\n  })`
}

/** The value that a program prints: the answer, or that there is none. */
function result({ response: { kind }, redirect }: Operation): readonly [name: string, print: string] {
  return kind === 'empty' && !redirect ? ['status', 'console.log(status)'] : ['data', 'console.log(data)']
}

/** The query that hands out what the call needs. */
function before({ values, obtained, spec }: Call, inline: Address['inline'], verb: string): string {
  if (!obtained) return ''
  const { query } = obtained
  const { path, query: asked } = withoutMarks(callValues(query, spec)) as Pick<CallValues, 'path' | 'query'>
  const own = withoutMarks({ ...values.body, ...values.query, ...values.path }) as Readonly<Record<string, unknown>>
  // The parameters carry the same names as the call's own values, where it has them.
  const fill = (fields: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, own[name] ?? value]))
  const given = literal({ ...fill(path), ...(Object.keys(asked).length > 0 && { query: fill(asked) }) })
  return `${fold}const { data: order } = await ${inline(query.address)}.${verb}(${given})${fold}\n\n`
}

function keyed(address: string): string {
  return `wxpay[${literal(address)}]`
}

function chained(address: string): string {
  // A slash at the end belongs to the segment before it.
  return address.split(/\/(?!$)/).reduce((chain, segment) => {
    const property = key(segmentProperty(segment))
    return property.startsWith("'") ? `${chain}[${property}]` : `${chain}.${property}`
  }, 'wxpay')
}

function options({ operation, values, obtained }: Call, indent: string): string {
  const kind = operation.body.kind === 'multipart' ? 'meta' : operation.body.kind
  const put = (fields: Readonly<Record<string, unknown>>) => {
    if (!obtained || !Object.hasOwn(fields, obtained.field.field)) return fields
    const { field, as = `order.${field}!` } = obtained.field
    return { ...fields, [field]: new Code(as) }
  }
  const body = values.body && put(values.body)
  const all = {
    ...put(values.path),
    ...part('query', put(values.query)),
    ...part('headers', values.headers),
    // A body is sent even where nothing has to be in it.
    ...(body && (kind === 'meta' ? part('meta', body) : { [kind]: body })),
    ...(values.file && { file: values.file }),
  }
  return Object.keys(all).length === 0 ? '' : literal(all, indent)
}

/** Query, headers and the fields beside a file may be left out whole where all of their fields may. */
function part(name: string, fields: Readonly<Record<string, unknown>>): object {
  const members = Object.values(fields)
  if (members.length === 0) return {}
  return { [name]: members.every((member) => member instanceof Optional) ? new Optional(fields) : fields }
}

function obtain(operation: Operation, operations: readonly Operation[]): Call['obtained'] {
  const field = callNotes[operation.id]?.obtains
  if (!field) return undefined
  const query = operations.find((candidate) => candidate.id === field.from)
  if (!query) throw new Error(`${operation.id} obtains ${field.field} from ${field.from}, which the spec does not have`)
  return { query, field }
}
