import { checkIsObject } from '../shared/checks.ts'
import { DOWNLOAD_IT, asOption, optionError, type OptionNamer } from '../shared/option-error.ts'
import type { KeyInput } from '../crypto/keys/key-input.ts'
import {
  parseAllCertificates,
  parsePublicKey,
  type ParsedCertificate,
  type ParsedPublicKey,
} from '../crypto/keys/key-material.ts'
import { lazyPublicKey } from '../crypto/lazy.ts'
import { describeName, describeValue, isPublicId, nameOrDots } from '../errors/describe-value.ts'
import { PlatformKeys, type PlatformKey } from './platform-keys.ts'

/** WeChat Pay's keys as the caller gives them; see `platform` of the client's options. */
interface GivenKeys {
  readonly publicKeys?: Readonly<Record<string, KeyInput>>
  readonly certificates?: readonly KeyInput[]
}

/**
 * @throws {KeyMaterialError} one of the keys is invalid
 * @throws {ConfigError} there is no key, or a public key has an invalid id
 */
export function parsePlatformKeys(platform: GivenKeys, nameOf: OptionNamer = asOption): PlatformKeys {
  const [first, ...rest] = parseGivenKeys(platform, nameOf)
  if (first) return new PlatformKeys([first, ...rest])
  throw optionError(
    nameOf('platform.publicKeys'),
    'expected a WeChat Pay public key or a platform certificate, received neither',
    ...DOWNLOAD_IT,
  )
}

/** Parses the given keys, the preferred one first; the list may be empty. */
export function parseGivenKeys(platform: GivenKeys, nameOf: OptionNamer): readonly PlatformKey[] {
  const publicKeysName = nameOf('platform.publicKeys')
  if (platform.publicKeys !== undefined) checkIsObject(publicKeysName, platform.publicKeys)
  const publicKeys = Object.entries(platform.publicKeys ?? {}).map(([id, key]) => {
    const name = memberOf(publicKeysName, `'${isPublicId(id) ? id : nameOrDots(id)}'`)
    // A certificate's serial is accepted as the id of its public key; digits alone are a key id without its prefix.
    if (!/^(?:PUB_KEY_ID_\w+|(?!\d{30,39}$)[0-9A-F]{8,40})$/.test(id)) {
      throw optionError(
        name,
        `expected a key id such as PUB_KEY_ID_0110000000002024…, received ${describeName(id)}`,
        '公钥 ID 以 PUB_KEY_ID_ 开头，与公钥一起显示在商户平台「API 安全」',
        'It begins with PUB_KEY_ID_ and stands beside the key on the merchant platform.',
      )
    }
    return platformKey(id, parsePublicKey(name, key))
  })
  const certificates = parseCertificates(nameOf('platform.certificates'), platform.certificates)
    .toSorted((a, b) => b.notBefore - a.notBefore)
    .map((certificate) => platformKey(certificate.serial, certificate))
  return [...publicKeys, ...certificates]
}

/** @throws {ConfigError | KeyMaterialError} the value is no list, or one of its texts holds no certificate */
export function parseCertificates(name: string, given: readonly KeyInput[] | undefined): ParsedCertificate[] {
  if (given !== undefined && !Array.isArray(given))
    throw optionError(name, `expected a list of certificates, received ${describeValue(given)}`)
  return (given ?? []).flatMap((text, at) => parseAllCertificates(memberOf(name, at), text))
}

export function platformKey(serial: string, { spki, modulus }: ParsedPublicKey): PlatformKey {
  const key = lazyPublicKey(spki)
  return { serial, modulus, verifier: key, encrypter: key }
}

/** Names a member of an option. An environment variable has no members. */
function memberOf(name: string, key: string | number): string {
  return name.includes('.') ? `${name}[${key}]` : name
}
