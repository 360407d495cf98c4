import type { OperationError, SandboxOperation } from '../../generated/operations.ts'
import { ControlError, invalid } from '../control/control-error.ts'
import type { Refusal } from '../machine/refusal.ts'
import type { Fault } from './faults.ts'

type Coded = Pick<Fault, 'code' | 'status' | 'method' | 'path'>

/** Finds the refusal for a fault in the operation's error table; undefined where the table has no such row. */
export function documentedRefusal(
  { code, status }: Pick<Fault, 'code' | 'status'>,
  errors: readonly OperationError[] = [],
): Refusal | undefined {
  const row = errors.find((error) => error.code === code && (status === undefined || error.status === status))
  return row && { outcome: 'refused', ...row, causeCode: 0 }
}

/**
 * Checks that an operation that the fault may match documents its code.
 *
 * @throws {ControlError} says which codes those operations have
 */
export async function checkFaultCode(fault: Coded): Promise<void> {
  const { code, path, method } = fault
  const met = await operationsMet(fault)
  if (met.length === 0)
    throw invalid('path', `part of the path of an operation${method ? ` with ${method}` : ''}`, path)
  if (met.some(({ errors }) => documentedRefusal(fault, errors))) return
  const errors = met.flatMap((operation) => operation.errors ?? [])
  const ofCode = errors.filter((error) => error.code === code)
  if (ofCode.length > 0)
    throw invalid('status', `${choice(ofCode.map(({ status }) => status))} with ${code}`, fault.status)
  const holders = (await operationsMet({})).filter((operation) =>
    operation.errors?.some((error) => error.code === code),
  )
  throw new ControlError(
    400,
    'UNDOCUMENTED_CODE',
    `接口文档里没有 ${code} · no operation it can meet documents ${code}`,
    {
      field: 'code',
      expected:
        errors.length > 0 ? choice(errors.map((error) => error.code)) : 'none: these operations document no codes',
      received: code,
      ...(holders.length > 0 && { hint: `有这个错误码的接口 · documented by: ${firstOf(holders)}` }),
    },
  )
}

/**
 * Finds the operations for the fault's method and path. Any word can match a placeholder, so the operations with the
 * fewest placeholders in the match are taken.
 */
async function operationsMet({ method, path }: Pick<Fault, 'method' | 'path'>): Promise<SandboxOperation[]> {
  const { products } = await import('../../generated/routes.ts')
  const met = products.flatMap(({ routes, load }) =>
    routes.flatMap((key) => {
      const [verb = '', template = ''] = key.split(' ')
      const filled = path === undefined ? 0 : placeholdersFilled(template, path)
      return filled === undefined || (method !== undefined && method !== verb) ? [] : [{ key, load, filled }]
    }),
  )
  const fewest = Math.min(...met.map(({ filled }) => filled))
  const best = met.filter(({ filled }) => filled === fewest)
  return Promise.all(best.map(async ({ key, load }) => (await load()).operations[key]!))
}

/** Counts the placeholders of a template that a partial path fills; undefined where the path is no part of it. */
function placeholdersFilled(template: string, text: string): number | undefined {
  const [steps, wanted] = [template.split('/'), text.split('/')]
  const isPlaceholder = (step: string | undefined): boolean => step?.startsWith('{') ?? false
  const fits = (step: string | undefined, want: string, at: number): boolean => {
    if (step === undefined || isPlaceholder(step)) return step !== undefined
    const [isFirst, isLast] = [at === 0, at === wanted.length - 1]
    if (isFirst && isLast) return step.includes(want)
    return isFirst ? step.endsWith(want) : isLast ? step.startsWith(want) : step === want
  }
  const counts = steps.flatMap((_, start) => {
    if (!wanted.every((want, at) => fits(steps[start + at], want, at))) return []
    return wanted.filter((want, at) => want !== '' && isPlaceholder(steps[start + at])).length
  })
  return counts.length > 0 ? Math.min(...counts) : undefined
}

function choice(values: readonly (string | number)[]): string {
  return `one of ${[...new Set(values.map(String))].toSorted().join(', ')}`
}

function firstOf(operations: readonly SandboxOperation[]): string {
  const named = operations.slice(0, 3).map(({ method, path }) => `${method} ${path}`)
  return [...named, ...(operations.length > 3 ? ['…'] : [])].join(', ')
}
