import { crypto } from '#crypto'
import type { WechatPayOptions } from '../config/options.ts'
import { parseCertificate, parsePublicKey } from '../crypto/key-material.ts'
import type { Verifier } from '../crypto/roles.ts'
import { ConfigError } from '../errors/config-error.ts'

/** A verifier for each serial that `Wechatpay-Serial` may name. */
export function verifiersOf(platform: WechatPayOptions['platform']): ReadonlyMap<string, Verifier> {
  const verifiers = new Map<string, Verifier>()
  for (const [id, key] of Object.entries(platform.publicKeys ?? {})) {
    verifiers.set(id, crypto.verifier(parsePublicKey(`platform.publicKeys['${id}']`, key).spki))
  }
  for (const [i, certificate] of (platform.certificates ?? []).entries()) {
    const { serial, spki } = parseCertificate(`platform.certificates[${i}]`, certificate)
    verifiers.set(serial, crypto.verifier(spki))
  }
  if (verifiers.size > 0) return verifiers
  throw new ConfigError(
    'platform',
    'platform: expected a public key or a certificate of WeChat Pay, received neither',
    {
      hint: {
        zh: '没有它就无法验证通知：在商户平台「API 安全」下载微信支付公钥',
        en: 'Nothing can be verified without: download the public key from the merchant platform.',
      },
    },
  )
}
