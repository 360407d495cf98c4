import { quote } from '../names.ts'
import type { SchemaObject, Spec } from '../spec/model.ts'
import { SpecError } from '../spec/references.ts'
import { docComment } from './doc-comment.ts'
import { sourceFile, type SourceFile } from './source-file.ts'

/** Emits the types of extensions that are objects, once for each package that reads them. */
export function emitExtensions(spec: Spec): SourceFile[] {
  const types = spec.extensions.map(extensionType)
  return ['packages/sdk', 'packages/sandbox'].map((folder) =>
    sourceFile(`${folder}/src/generated/extensions.ts`, spec, types.length > 0 ? types : ['export {}']),
  )
}

function extensionType(schema: SchemaObject): string {
  const { 'x-wechatpay-name': name, description = '', properties = {}, required = [] } = schema
  if (name === undefined) throw new SpecError(`The extension "${description}" has no x-wechatpay-name`)
  const members = Object.entries(properties).map(([field, value]) => {
    const mark = required.includes(field) ? '' : '?'
    return `${docComment(textLines(value), '  ')}  readonly ${field}${mark}: ${typeOf(value)}\n`
  })
  return `${docComment(textLines(schema))}export interface ${name} {\n${members.join('')}}`
}

function textLines({ description = '' }: SchemaObject): string[] {
  return description === '' ? [] : [description]
}

function typeOf(schema: SchemaObject): string {
  if (schema.enum) return schema.enum.map((value) => quote(String(value))).join(' | ')
  if (schema.type === 'string') return 'string'
  if (schema.type === 'integer') return 'number'
  if (schema.type === 'array' && schema.items) return `readonly ${typeOf(schema.items)}[]`
  throw new SpecError(`A field of an extension cannot be ${JSON.stringify(schema.type)}`)
}
