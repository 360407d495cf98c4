import { crypto } from '#crypto'
import { asOption, type NameOf } from '../config/name-of.ts'
import type { WechatPayOptions } from '../config/options.ts'
import { parseCertificate, parsePublicKey, type ParsedPublicKey } from '../crypto/key-material.ts'
import { describeName, isPublicId, nameOrDots } from '../errors/describe-value.ts'
import { ConfigError } from '../errors/config-error.ts'
import { PlatformKeys, type PlatformKey } from './platform-keys.ts'

type PlatformOptions = WechatPayOptions['platform']

/**
 * @throws {KeyMaterialError} one of them is not what it should be
 * @throws {ConfigError} none of them, or a public key under something that is not its id
 */
export function parsePlatformKeys(platform: PlatformOptions, nameOf: NameOf = asOption): PlatformKeys {
  const [first, ...rest] = parseGivenKeys(platform, nameOf)
  if (first) return new PlatformKeys([first, ...rest])
  const name = nameOf('platform.publicKeys')
  throw new ConfigError(name, `${name}: expected a WeChat Pay public key or a platform certificate, received neither`, {
    hint: {
      zh: '没有它就无法验证应答：在商户平台「API 安全」下载微信支付公钥',
      en: 'Answers cannot be verified without: download the WeChat Pay public key from the merchant platform.',
    },
  })
}

/** The keys that were given, the preferred one first; there may be none. */
export function parseGivenKeys(platform: PlatformOptions, nameOf: NameOf): readonly PlatformKey[] {
  const publicKeys = Object.entries(platform.publicKeys ?? {}).map(([id, key]) => {
    const name = memberOf(nameOf('platform.publicKeys'), `'${isPublicId(id) ? id : nameOrDots(id)}'`)
    // A certificate's serial is a name for its public key too; digits alone are the id of a key without its beginning.
    if (!/^(?:PUB_KEY_ID_\w+|(?!\d{30,39}$)[0-9A-F]{8,40})$/.test(id)) {
      throw new ConfigError(
        name,
        `${name}: expected a key id such as PUB_KEY_ID_0110000000002024…, received ${describeName(id)}`,
        {
          hint: {
            zh: '公钥 ID 以 PUB_KEY_ID_ 开头，与公钥一起显示在商户平台「API 安全」',
            en: 'It begins with PUB_KEY_ID_ and stands beside the key on the merchant platform.',
          },
        },
      )
    }
    return platformKey(id, parsePublicKey(name, key))
  })
  const certificates = (platform.certificates ?? [])
    .map((certificate, at) => parseCertificate(memberOf(nameOf('platform.certificates'), at), certificate))
    .toSorted((a, b) => b.notBefore - a.notBefore)
    .map((certificate) => platformKey(certificate.serial, certificate))
  return [...publicKeys, ...certificates]
}

/** Keys are loaded at their first use: most of a process's keys never are. */
export function platformKey(serial: string, { spki, modulus }: ParsedPublicKey): PlatformKey {
  let verifier: PlatformKey['verifier'] | undefined
  let encrypter: PlatformKey['encrypter'] | undefined
  return {
    serial,
    modulus,
    get verifier() {
      return (verifier ??= crypto.verifier(spki))
    },
    get encrypter() {
      return (encrypter ??= crypto.fieldEncrypter(spki))
    },
  }
}

/** An environment variable has no members to point at. */
function memberOf(name: string, key: string | number): string {
  return name.includes('.') ? `${name}[${key}]` : name
}
