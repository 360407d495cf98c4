import { describeValue } from '../errors/describe-value.ts'
import { utf8 } from './bytes.ts'
import { bytesIn } from './key-container.ts'
import type { KeyText } from './key-input.ts'
import { KeyMaterialError } from './key-material-error.ts'

const COPY_IT = 'Copy it from API 安全 on the merchant platform, where it was set.'

/**
 * The APIv3 or APIv2 key as a text: 32 characters set on the merchant platform, used as they are.
 *
 * @param name what the key is called where the caller wrote it, for the message: `apiV3Key`
 * @throws {KeyMaterialError} says how long the given value is and what the difference probably is
 */
export function readApiKey(name: string, input: KeyText): string {
  const bytes = typeof input === 'string' ? utf8(input) : bytesIn(input)
  const expected = '32 ASCII characters'
  if (!bytes) throw new KeyMaterialError(name, expected, describeValue(input))
  const text = typeof input === 'string' ? input : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  if (/^[\x21-\x7e]{32}$/.test(text)) return text
  if (text.includes('-----BEGIN')) throw new KeyMaterialError(name, expected, 'a PEM block', COPY_IT)
  const likely =
    text.trim() !== text
      ? 'Trailing newline or blank? Remove the white space around it.'
      : /^(["']).*\1$/s.test(text)
        ? 'Quotes are part of the value: remove them.'
        : /^[0-9a-f]{64}$/i.test(text)
          ? 'It looks like a SHA-256 or hex dump: give the 32 characters themselves.'
          : COPY_IT
  throw new KeyMaterialError(name, expected, `${bytes.length} bytes`, likely)
}

/**
 * As {@link readApiKey}, as the bytes that ciphers take.
 *
 * @throws {KeyMaterialError} says how long the given value is and what the difference probably is
 */
export function parseApiKey(name: string, input: KeyText): Uint8Array {
  return utf8(readApiKey(name, input))
}
