import { Examples, type Operation } from '../../../codegen/src/index.ts'
import { wholeSpec as spec } from '../../../codegen/test/support/whole-spec.ts'
import type { SandboxOperation } from '../../src/generated/operations.ts'
import { products } from '../../src/generated/routes.ts'
import type { Call } from '../../src/kernel/protocol/call.ts'
import { merchant } from '../routes/merchant.ts'

/** An instant that no example contains: 05:43:21 in Beijing, so that the UTC date differs. */
export const NOW = Date.parse('2031-07-09T05:43:21+08:00')
export const ORIGIN = 'http://127.0.0.1:8420'

const examples = new Examples(spec)

export interface Described {
  readonly operation: SandboxOperation
  readonly documented: Operation
}

/** Every operation with the sandbox's table entry and the spec's description. */
export async function everyOperation(): Promise<Described[]> {
  const tables = await Promise.all(products.map(({ load }) => load()))
  const known = new Map(tables.flatMap(({ operations }) => Object.values(operations)).map((one) => [one.id, one]))
  return spec.operations.map((documented) => ({ operation: known.get(documented.id)!, documented }))
}

/** A call with nothing but its path parameters. */
export function bareCall({ parameters }: Operation): Call {
  const params = Object.fromEntries(parameters.path.map(({ name }) => [name, 'N1']))
  return { merchant, params, query: {}, headers: new Headers(), origin: ORIGIN, body: undefined, now: NOW }
}

/** A call with every documented parameter and field. */
export function fullCall({ parameters, body, address }: Operation): Call {
  const values = (list: Operation['parameters']['query']): Record<string, string> =>
    Object.fromEntries(list.map(({ name, schema }) => [name, String(examples.of(schema, name))]))
  const made = body.schema && (examples.ofRequest(body.schema) as Readonly<Record<string, unknown>>)
  return {
    ...bareCall({ parameters } as Operation),
    params: values(parameters.path),
    query: values(parameters.query),
    body: made && address.startsWith('v2/') ? asTexts(made) : made,
  }
}

/** APIv2 messages carry texts only. */
function asTexts(fields: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
}
