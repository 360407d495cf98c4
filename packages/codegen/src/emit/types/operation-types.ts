import { pascalCase, propertyKey, quote } from '../../names.ts'
import { parameterChoice } from '../../spec/alternatives.ts'
import type { Operation, Parameter, ResponseKind, SchemaObject } from '../../spec/model.ts'
import { SpecError } from '../../spec/references.ts'
import { docComment, fieldLines } from '../doc-comment.ts'
import { forPartners } from './for-partners.ts'
import type { TypeModule } from './type-module.ts'
import { asGiven, withoutFields } from '../own-fields.ts'
import { asText } from '../xml-text.ts'

/** Declares the request and response types of an operation and returns the operation's type. */
export function declareOperation(operation: Operation, module: TypeModule): string {
  const name = pascalCase(operation.id)
  const options = declareOptions(operation, name, module)
  const data = dataType(operation, name, module)
  const partnerOptions = declarePartnerOptions(operation, name, options, module)
  if (partnerOptions !== undefined) return `${module.use('PartneredOperation')}<${options}, ${partnerOptions}, ${data}>`
  if (!operation.list) return `${module.use('Operation')}<${options}, ${data}>`
  return `${module.use('ListOperation')}<${options}, ${data}, ${itemType(data, operation.list.items)}>`
}

function declareOptions(operation: Operation, name: string, module: TypeModule): string {
  const query = operation.parameters.query.filter((parameter) => !isSigning(operation, parameter))
  const path = operation.parameters.path.map((parameter) => parameterMember(parameter, pathType(parameter)))
  const members = [
    ...path,
    bodyMembers(operation, name, module),
    groupMember('query', query, `${name}Parameters`, module),
    groupMember('headers', operation.parameters.headers, `${name}Headers`, module),
  ]
  const options = `${name}Options`
  module.declareMembers(options, docComment([`「${operation.title}」的调用选项。`]), members.filter(Boolean))
  return options
}

/** Declares a partner's options where they differ. Only JSON bodies distinguish callers. */
function declarePartnerOptions(
  { title, body, list }: Operation,
  name: string,
  options: string,
  module: TypeModule,
): string | undefined {
  const schema = body.kind === 'json' && body.schema && !list ? forPartners(body.schema) : undefined
  if (!schema) return undefined
  const json = `${docComment(['请求体。'], '  ')}  json: ${module.typeOf(schema, `${name}PartnerRequest`, 'request')}\n`
  const partnerOptions = `${name}PartnerOptions`
  module.declare(
    partnerOptions,
    `${docComment([`服务商为子商户调用「${title}」的选项。`])}export interface ${partnerOptions} extends Omit<${options}, 'json'> {\n${json}}\n`,
  )
  return partnerOptions
}

function bodyMembers(operation: Operation, name: string, module: TypeModule): string {
  const { kind, schema } = operation.body
  if (kind === 'none' || !schema) return ''
  if (kind === 'multipart') return uploadMembers(operation, schema, name, module)
  const sent = kind === 'xml' ? asGiven(schema) : schema
  return `${docComment(['请求体。'], '  ')}  ${kind}: ${module.typeOf(sent, `${name}Request`, 'request')}\n`
}

/** Types of the file and the fields beside it. The client computes the digest and knows the file's name. */
function uploadMembers({ id, upload }: Operation, schema: SchemaObject, name: string, module: TypeModule): string {
  if (!upload) throw new SpecError(`${id} takes a form: x-wechatpay-upload must say what its parts are`)
  const { file, meta, digest, filename } = upload
  const form = schema.properties ?? {}
  // In v2 the form's fields stand beside the file and are signed like any others.
  const beside = meta === undefined ? asGiven(withoutFields(schema, [file])) : form[meta]?.contentSchema
  const given = withoutFields(beside ?? {}, [digest, filename])
  const lines = fieldLines({ title: '文件', ...form[file] }, 'request')
  const fileMember = `${docComment(lines, '  ')}  file: ${module.use('UploadFile')}\n`
  if (Object.keys(given.properties ?? {}).length === 0) return fileMember
  const mark = (given.required ?? []).length > 0 ? '' : '?'
  const type = module.typeOf(given, `${name}Meta`, 'request')
  return `${fileMember}${docComment(['文件之外的信息。'], '  ')}  meta${mark}: ${type}\n`
}

function isSigning(operation: Operation, { name }: Parameter): boolean {
  return operation.version === 'v2' && (name === 'sign' || name === 'nonce_str')
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
  const choice = parameterChoice(parameters)
  const fields = choice.length > 0 ? `${name}Fields` : name
  module.declareMembers(fields, docComment([comment]), members)
  if (choice.length > 0)
    module.declare(name, `${docComment([comment])}export type ${name} = ${module.oneOf(fields, choice)}\n`)
  const mark = choice.length > 0 || parameters.some((parameter) => parameter.required) ? '' : '?'
  return `${docComment([comment], '  ')}  ${key}${mark}: ${name}\n`
}

function parameterMember(parameter: Parameter, type: string): string {
  const mark = parameter.required ? '' : '?'
  const lines = fieldLines(parameter.schema, 'request', parameter.requiredForSome)
  return `${docComment(lines, '  ')}  ${propertyKey(parameter.name)}${mark}: ${type}\n`
}

/** A path number is a 64-bit identifier, which a JavaScript number cannot always hold. */
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
  if (operation.redirect) return module.use('BrowserRedirect')
  const { kind, schema } = operation.response
  if (plain[kind] !== undefined) return plain[kind]
  if (!schema) return 'unknown'
  return module.typeOf(kind === 'xml' ? asText(schema) : schema, `${name}Response`, 'response')
}

/** The element of the array at this path of the answer. */
function itemType(data: string, path: string): string {
  const list = path.split('.').reduce((type, step) => `NonNullable<${type}[${quote(step)}]>`, data)
  return `${list}[number]`
}
