import { isSensitive } from '../spec/fields.ts'
import { limitsInWords } from '../spec/limits.ts'
import type { Operation, SchemaObject } from '../spec/model.ts'

/** Lines as a doc comment, one line if there is but one; nothing for no lines. */
export function docComment(lines: readonly string[], indent = ''): string {
  const safe = lines.flatMap((line) => line.split('\n')).map((line) => line.replaceAll('*/', '*\\/').trimEnd())
  if (safe.length === 0) return ''
  if (safe.length === 1) return `${indent}/** ${safe[0]} */\n`
  return `${indent}/**\n${safe.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}\n`).join('')}${indent} */\n`
}

/** What a caller must know of a field: what it is, its limits, whether it travels encrypted. */
export function fieldLines(schema: SchemaObject, direction: 'request' | 'response', requiredForSome = false): string[] {
  const limits = limitsInWords(schema)
  const value = schema.type === 'array' ? (schema.items ?? schema) : schema
  const meanings = Object.entries(value['x-enumDescriptions'] ?? {}).map(
    ([known, meaning]) => `- \`${known}\`：${meaning}`,
  )
  const sensitive = direction === 'request' ? '敏感字段：传明文，由客户端加密' : '敏感字段：由客户端解密'
  return [
    headline(schema),
    limits.length > 0 ? `${limits.join('；')}。` : undefined,
    isSensitive(value) ? `${sensitive}。` : undefined,
    requiredForSome ? '是否必填因商户类型而异，以官方文档为准。' : undefined,
    ...meanings,
    schema.deprecated ? '@deprecated' : undefined,
  ].filter((line) => line !== undefined && line !== '') as string[]
}

/** What a caller must know of an operation before calling it. */
export function operationLines(operation: Operation): string[] {
  const errors = operation.errors.map((error) => {
    const message = error.message === undefined ? '' : `「${error.message}」`
    return `- ${error.status} \`${error.code}\`${message}：${error.meaning}。${error.remedy}。`
  })
  const deprecation =
    operation.replacedBy.length > 0 ? `@deprecated 改用 ${operation.replacedBy.join('、')}` : '@deprecated'
  return [
    operation.title,
    '',
    `\`${operation.method} ${operation.path}\``,
    ...(operation.description === '' ? [] : ['', operation.description]),
    ...(errors.length > 0 ? ['', '错误：', ...errors] : []),
    ...(operation.link === undefined ? [] : ['', `@see ${operation.link}`]),
    ...(operation.deprecated ? [deprecation] : []),
  ]
}

function headline(schema: SchemaObject): string | undefined {
  const parts = [schema.title, schema.description?.trim()].filter((part) => part !== undefined && part !== '')
  const text = parts.join('。')
  return text === '' || /[。！？：]$/.test(text) ? text : `${text}。`
}
