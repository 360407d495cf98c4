import { describeValue } from '../../errors/describe-value.ts'
import { bytesIn, utf8 } from '../bytes.ts'
import { BEGIN } from './key-container.ts'
import type { KeyText } from './key-input.ts'
import { KeyMaterialError } from './key-material-error.ts'

const COPY_IT = 'Copy it from API 安全 on the merchant platform, where it was set.'

/**
 * Reads the APIv3 or APIv2 key as a text: the 32 characters set on the merchant platform, unchanged.
 *
 * @param name the key's name in the caller's configuration, for the message: `apiV3Key`
 * @throws {KeyMaterialError} with the length of the value and the probable mistake
 */
export function readApiKey(name: string, input: KeyText): string {
  const bytes = typeof input === 'string' ? utf8(input) : bytesIn(input)
  const expected = '32 ASCII characters'
  if (!bytes) throw new KeyMaterialError(name, expected, describeValue(input))
  const text = typeof input === 'string' ? input : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  if (/^[\x21-\x7e]{32}$/.test(text)) return text
  if (text.includes(BEGIN)) throw new KeyMaterialError(name, expected, 'a PEM block', COPY_IT)
  const likely =
    text.trim() !== text
      ? 'Remove the white space around it.'
      : /^(["']).*\1$/s.test(text)
        ? 'Quotes are part of the value: remove them.'
        : /^[0-9a-f]{64}$/i.test(text)
          ? 'It looks like a SHA-256 or hex dump: give the 32 characters themselves.'
          : COPY_IT
  throw new KeyMaterialError(name, expected, `${bytes.length} bytes`, likely)
}

/**
 * Like {@link readApiKey}, but returns the bytes for ciphers.
 *
 * @throws {KeyMaterialError} with the length of the value and the probable mistake
 */
export function parseApiKey(name: string, input: KeyText): Uint8Array {
  return utf8(readApiKey(name, input))
}
