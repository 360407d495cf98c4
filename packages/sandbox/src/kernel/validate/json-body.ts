import { utf8Decode } from 'wechatpay-ts/crypto'
import type { Refusal } from '../machine/refusal.ts'
import type { ProtocolPolicy } from '../protocol/policy.ts'
import { isObject } from './check-value.ts'
import { refuseBody } from './violations.ts'

export type ParsedBody = { readonly value: unknown } | { readonly refusal: Refusal }

/**
 * Reads a JSON body more strictly than `JSON.parse`. It refuses bytes that are not UTF-8, a name that occurs twice in
 * one object and nesting beyond the limit, because programs disagree about their meaning. `null` is left to the check of
 * the fields, which refuses it, or by policy counts as absent.
 */
export function parseJsonBody(bytes: Uint8Array, { maxJsonDepth, refuseNull }: ProtocolPolicy): ParsedBody {
  const parsed = parseStrictJson(bytes, maxJsonDepth)
  if ('defect' in parsed) return { refusal: refuseBody(parsed.defect) }
  return { value: refuseNull ? parsed.value : withoutNulls(parsed.value) }
}

/**
 * Reads JSON that means the same to every program.
 *
 * @returns the value, or the reason in words why the text is refused
 */
export function parseStrictJson(
  bytes: Uint8Array,
  maxDepth: number,
): { readonly value: unknown } | { readonly defect: string } {
  let text: string
  try {
    text = utf8Decode(bytes)
  } catch {
    return { defect: '请求体不是合法的 UTF-8 文本' }
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { defect: '请求体不是合法的 JSON' }
  }
  const defect = inspectJson(text, maxDepth)
  return defect === undefined ? { value } : { defect }
}

/** Finds what `JSON.parse` accepts and strict JSON does not. The text must be valid JSON. */
function inspectJson(text: string, maxDepth: number): string | undefined {
  /** The names seen in each open object; `undefined` for an array. */
  const open: (Set<string> | undefined)[] = []
  let nameFollows = false
  for (let i = 0; i < text.length; i++) {
    switch (text[i]) {
      case '{':
      case '[':
        open.push(text[i] === '{' ? new Set() : undefined)
        if (open.length > maxDepth) return `请求体 JSON 的嵌套超过 ${maxDepth} 层`
        nameFollows = text[i] === '{'
        break
      case '}':
      case ']':
        open.pop()
        nameFollows = false
        break
      case ',':
        nameFollows = open.at(-1) !== undefined
        break
      case '"': {
        const end = endOfString(text, i)
        if (nameFollows) {
          const name = nameIn(text.slice(i, end))
          if (open.at(-1)?.has(name)) return `请求体 JSON 中的字段“${name}”重复`
          open.at(-1)?.add(name)
          nameFollows = false
        }
        i = end - 1
        break
      }
    }
  }
  return undefined
}

/** @param quoted a JSON string; most contain no escapes */
function nameIn(quoted: string): string {
  return quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1)
}

/** @returns the position after the string that starts at `start`, behind its closing quote */
function endOfString(text: string, start: number): number {
  let i = start + 1
  while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1
  return i + 1
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  const kept = Object.entries(value).filter(([, inner]) => inner !== null)
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutNulls(inner)]))
}
