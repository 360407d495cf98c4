import { pascalCase, propertyKey } from '../names.ts'
import type { Operation, Parameter, ResponseKind } from '../spec/model.ts'
import { docComment, fieldLines } from './doc-comment.ts'
import type { TypeModule } from './type-module.ts'

/** Names of the two types that describe a call. */
export interface OperationTypes {
  readonly options: string
  readonly data: string
}

/** Declares what an operation takes and gives. */
export function declareOperation(operation: Operation, module: TypeModule): OperationTypes {
  const name = pascalCase(operation.id)
  const request = requestMember(operation, name, module)
  const query = groupMember('query', operation.parameters.query, `${name}Parameters`, module)
  const headers = groupMember('headers', operation.parameters.headers, `${name}Headers`, module)
  const path = operation.parameters.path.map((parameter) => parameterMember(parameter, pathType(parameter)))
  const options = `${name}Options`
  module.declare(
    options,
    `${docComment([`「${operation.title}」的调用选项。`])}export interface ${options} {\n${[...path, request, query, headers].join('')}}\n`,
  )
  return { options, data: dataType(operation, name, module) }
}

function requestMember(operation: Operation, name: string, module: TypeModule): string {
  const { kind, schema } = operation.body
  if (kind === 'none' || !schema) return ''
  const type = module.typeOf(schema, `${name}Request`, 'request')
  const key = kind === 'multipart' ? 'body' : kind
  return `${docComment(['请求体。'], '  ')}  ${key}: ${type}\n`
}

function groupMember(
  key: 'query' | 'headers',
  parameters: readonly Parameter[],
  name: string,
  module: TypeModule,
): string {
  if (parameters.length === 0) return ''
  const members = parameters.map((parameter) =>
    parameterMember(parameter, module.typeOf(parameter.schema, `${name}${pascalCase(parameter.name)}`, 'request')),
  )
  const comment = key === 'query' ? '查询参数。' : '请求头。'
  module.declare(name, `${docComment([comment])}export interface ${name} {\n${members.join('')}}\n`)
  const mark = parameters.some((parameter) => parameter.required) ? '' : '?'
  return `${docComment([comment], '  ')}  ${key}${mark}: ${name}\n`
}

function parameterMember(parameter: Parameter, type: string): string {
  const mark = parameter.required ? '' : '?'
  const lines = fieldLines(parameter.schema, 'request', parameter.requiredForSome)
  return `${docComment(lines, '  ')}  ${propertyKey(parameter.name)}${mark}: ${type}\n`
}

/** Numbers in paths are 64-bit identifiers, which a JavaScript number cannot always hold. */
function pathType(parameter: Parameter): string {
  return parameter.schema.type === 'string' ? 'string' : 'string | number'
}

function dataType(operation: Operation, name: string, module: TypeModule): string {
  const plain: Readonly<Partial<Record<ResponseKind, string>>> = {
    text: 'string',
    empty: 'undefined',
    pdf: 'Uint8Array',
    image: 'Uint8Array',
  }
  const { kind, schema } = operation.response
  return plain[kind] ?? (schema ? module.typeOf(schema, `${name}Response`, 'response') : 'unknown')
}
