import { isPkcs1, isSensitive } from '../spec/fields.ts'
import { unitInWords } from '../glossary/units.ts'
import { withoutRepeats } from '../glossary/without-repeats.ts'
import { conditionInWords } from '../spec/condition-words.ts'
import { limitsInShort } from '../spec/limits.ts'
import type { Operation, SchemaObject } from '../spec/model.ts'
import { deprecation } from './deprecation.ts'
import { errorLines, type GeneralErrors } from './error-lines.ts'

/** Formats lines as a doc comment: a single line where possible, nothing for no lines. */
export function docComment(lines: readonly string[], indent = ''): string {
  const safe = lines.flatMap((line) => line.split('\n')).map((line) => line.replaceAll('*/', '*\\/').trimEnd())
  if (safe.length === 0) return ''
  if (safe.length === 1) return `${indent}/** ${safe[0]} */\n`
  return `${indent}/**\n${safe.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}\n`).join('')}${indent} */\n`
}

/** Describes a field for its caller: meaning, limits, encryption. */
export function fieldLines(schema: SchemaObject, direction: 'request' | 'response', requiredForSome = false): string[] {
  const limits = limitsInShort(schema)
  const value = schema.type === 'array' ? (schema.items ?? schema) : schema
  const meanings = Object.entries(value['x-enumDescriptions'] ?? {}).map(
    ([known, meaning]) => `- \`${known}\`：${meaning}`,
  )
  const unit = value['x-wechatpay-unit']
  const condition = schema['x-wechatpay-condition']
  const sensitive =
    direction === 'request' ? '敏感字段：传明文，由客户端加密' : '敏感字段：自动解密，解不开时为 Undecrypted'
  const sentences = [
    headline(schema),
    unit !== undefined && !schema.description?.includes('单位') ? `${unitInWords(unit, 'zh')}。` : undefined,
    condition === undefined ? undefined : `${conditionInWords(condition, direction)}。`,
    direction === 'request' ? callers(schema) : undefined,
    requiredForSome && direction === 'request' ? '通常必填，因商户类型而异。' : undefined,
    isSensitive(value) || (direction === 'response' && isPkcs1(value)) ? `${sensitive}。` : undefined,
  ]
  const short = limits === '' ? undefined : `\`${limits}\``
  return [
    [sentences.join(''), short].filter(Boolean).join(' '),
    ...meanings,
    schema.deprecated ? '@deprecated' : undefined,
  ].filter((line) => line !== undefined && line !== '') as string[]
}

const callerNames = { merchant: '直连商户', partner: '服务商', brand: '品牌' } as const

/** Names the callers that must or may send a field, where callers differ. */
function callers(schema: SchemaObject): string | undefined {
  const { 'x-wechatpay-required-for': needing, 'x-wechatpay-audience': knowing } = schema
  const names = (list: readonly (keyof typeof callerNames)[]) => list.map((one) => callerNames[one]).join('、')
  if (needing) return `${names(needing)}必填。`
  return knowing && `仅${names(knowing)}填写。`
}

/**
 * Writes a link as Markdown. `tsc` parses only comments with `@see` or `@link`; those held an eighth of all generated
 * text.
 */
export function officialPage(link: string): string {
  return `[官方文档](${link})`
}

/** Describes an operation for its caller. */
export function operationLines(operation: Operation, general: GeneralErrors): string[] {
  const errors = errorLines(operation.errors, general)
  return [
    operation.title,
    '',
    `\`${operation.method} ${operation.path}\``,
    ...(operation.description === '' ? [] : ['', operation.description]),
    ...notes(operation),
    ...(errors.length > 0 ? ['', '错误：', ...errors] : []),
    ...(operation.link === undefined ? [] : ['', officialPage(operation.link)]),
    ...(operation.deprecated ? [deprecation(operation)] : []),
  ]
}

/** Lists the operation's special rules. */
function notes(operation: Operation): string[] {
  const keys = operation.businessKey.map((name) => `\`${name}\``).join('、')
  const lines = [
    operation.redirect && '供用户的浏览器打开：调用不发送请求，`data.url` 即跳转地址。',
    operation.clientCert && '需要商户 API 证书：`merchant.clientCertificate`。',
    operation.brand && '由品牌签名调用：客户端须以 `brandId` 创建。',
    operation.unlisted && '官方文档目录已不再列出此接口：新接入前请确认仍可使用。',
    operation.unsignedRequest && '请求不带签名。',
    operation.unsigned && !operation.redirect && '应答没有签名，客户端无从验证；有摘要的，请自行核对。',
    operation.signsDigest && '应答的签名覆盖文件的 SHA-1 摘要，由客户端核对。',
    operation.retry === 'idempotent' && `以同样的 ${keys} 和参数重复调用是安全的。`,
  ].filter((line) => line !== false)
  return lines.length > 0 ? ['', ...lines] : []
}

/** Title and description of a field as one text, in Chinese. Nothing is said twice. */
export function headline({ title = '', description = '' }: SchemaObject): string | undefined {
  const isRepeated = title !== '' && description.trim().startsWith(title)
  const parts = isRepeated ? [description.trim()] : [title, withoutRepeats(title, description, 'zh') ?? '']
  const text = parts.filter((part) => part !== '').join('。')
  return text === '' || /[。！？：]$/.test(text) ? text : `${text}。`
}
