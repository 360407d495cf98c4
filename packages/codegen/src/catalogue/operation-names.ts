import { pascalCase, singular } from '../names.ts'
import type { CatalogueOperation } from './entry.ts'

const verbs: Readonly<Record<string, string>> = {
  GET: 'Query',
  POST: 'Create',
  PUT: 'Replace',
  PATCH: 'Update',
  DELETE: 'Delete',
}

/**
 * Gives every operation a unique name, from which the generator derives type names:
 * `v3/payscore/serviceorder/{out_order_no}/complete#post` → `payscoreServiceorderComplete`,
 * `v3/pay/transactions/id/{transaction_id}#get` → `payTransactionById`. Where two operations share a path name, the
 * parameters and then the method are added.
 *
 * A partial import passes the whole catalogue too, so that names do not depend on the selection.
 */
export function operationNames(operations: readonly CatalogueOperation[]): ReadonlyMap<string, string> {
  const steps: readonly ((operation: CatalogueOperation) => string)[] = [
    (operation) => staticName(operation),
    (operation) => staticName(operation) + (verbs[operation.method] ?? operation.method),
    (operation) => staticName(operation) + parameterName(operation) + (verbs[operation.method] ?? operation.method),
  ]
  const names = new Map<string, string>()
  let open = operations
  for (const step of steps) {
    const byName = Map.groupBy(open, step)
    open = []
    for (const [name, group] of byName) {
      const [only] = group
      if (group.length === 1 && only && ![...names.values()].includes(name)) names.set(only.id, name)
      else open = [...open, ...group]
    }
  }
  const [unnamed] = open
  if (unnamed) throw new Error(`No unique name for ${open.map((operation) => operation.id).join(', ')}`)
  return names
}

function segmentsOf(operation: CatalogueOperation): string[] {
  const segments = addressOf(operation).split('/')
  return operation.version === 'v3' ? segments.filter((segment) => segment !== 'v3') : segments
}

function staticName(operation: CatalogueOperation): string {
  const segments = segmentsOf(operation)
  const words = segments.flatMap((segment, index) => {
    if (segment.startsWith('{')) return []
    if (namesParameter(segments, index))
      return [namesParameter(segments, index - 2) ? 'And' : 'By', pascalCase(segment)]
    const isOne = segments[index + 1]?.startsWith('{') || namesParameter(segments, index + 1)
    return [pascalCase(isOne ? singular(segment) : segment)]
  })
  const name = words.join('')
  return name.charAt(0).toLowerCase() + name.slice(1)
}

/** Whether a segment names the parameter behind it: `transactions/out-trade-no/{out_trade_no}`. */
function namesParameter(segments: readonly string[], index: number): boolean {
  const [segment, parameter] = segments.slice(index, index + 2)
  if (index < 1 || !parameter?.startsWith('{') || segment?.startsWith('{')) return false
  const words = `-${parameter.slice(1, -1).replaceAll('_', '-')}`
  return words.endsWith(`-${segment?.replaceAll('_', '-')}`)
}

function parameterName(operation: CatalogueOperation): string {
  const parameters = segmentsOf(operation).filter((segment) => segment.startsWith('{'))
  return parameters.length > 0
    ? `By${parameters.map((parameter) => pascalCase(parameter.slice(1, -1))).join('')}`
    : 'All'
}

/** The operation's place on the chain, which is also its file in the spec: `v2/pay/unifiedorder`. */
export function addressOf(operation: CatalogueOperation): string {
  return operation.id.slice(0, operation.id.lastIndexOf('#'))
}
