import { readApiKey } from '../crypto/keys/api-key.ts'
import { bytesIn, equalBytes } from '../crypto/bytes.ts'
import { base64Of } from '../crypto/keys/key-container.ts'
import type { KeyInput } from '../crypto/keys/key-input.ts'
import {
  parseCertificate,
  parsePrivateKey,
  parsePublicKey,
  type ParsedCertificate,
  type ParsedPrivateKey,
} from '../crypto/keys/key-material.ts'
import { lazyPublicKey } from '../crypto/lazy.ts'
import type { FieldEncrypter } from '../crypto/roles.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { Transport } from '../transport/transport.ts'
import { optionError, type OptionNamer } from '../shared/option-error.ts'
import type { WechatPayOptions } from './options.ts'
import type { PrivateKey } from './private-key.ts'

/** A TLS client certificate: DER of the certificate and of its key, or a PKCS#12 archive with its passphrase. */
export type TlsIdentity =
  | { readonly cert: Uint8Array; readonly key: Uint8Array }
  | { readonly pfx: Uint8Array; readonly passphrase: string }

/** Additional keys for calls of APIv2. A call that needs a missing one reports it. */
export interface V2Keys {
  readonly apiKey: string | undefined
  readonly clientCertificate: TlsIdentity | undefined
  /** Encrypts to the key that `/risk/getpublickey` answers. */
  readonly transferEncrypter: FieldEncrypter | undefined
  /** The key as PKCS#8; undefined where a signer or `CryptoKey` hides it. */
  privateKey(): Promise<Uint8Array | undefined>
}

/** @throws {ConfigError | KeyMaterialError} names the option */
export function readV2Keys(
  options: WechatPayOptions,
  privateKey: PrivateKey | undefined,
  certificate: ParsedCertificate | undefined,
  transport: Transport,
  nameOf: OptionNamer,
): V2Keys {
  const { apiV2Key, transferPublicKey } = options
  return {
    apiKey: apiV2Key === undefined ? undefined : readApiKey(nameOf('apiV2Key'), apiV2Key),
    clientCertificate:
      options.merchant.clientCertificate === undefined
        ? merchantPair(privateKey?.parsed, certificate, transport)
        : readClientCertificate(options, transport, nameOf),
    transferEncrypter:
      transferPublicKey === undefined
        ? undefined
        : lazyPublicKey(parsePublicKey(nameOf('transferPublicKey'), transferPublicKey).spki),
    privateKey: async () => privateKey?.pkcs8(),
  }
}

/** APIv2 presents the certificate with which APIv3 signs. The check that it fits the key has been done. */
function merchantPair(
  privateKey: ParsedPrivateKey | undefined,
  certificate: ParsedCertificate | undefined,
  transport: Transport,
): TlsIdentity | undefined {
  if (!transport.presentsCertificates || !privateKey || !certificate) return undefined
  return { cert: certificate.der, key: privateKey.pkcs8 }
}

function readClientCertificate(
  { merchant, mchid }: WechatPayOptions,
  transport: Transport,
  nameOf: OptionNamer,
): TlsIdentity {
  const name = nameOf('merchant.clientCertificate')
  if (!transport.presentsCertificates) {
    throw optionError(
      name,
      'the transport in use cannot present a client certificate',
      '请在 Node 上使用默认 transport，或由自己的 transport 携带证书并去掉此项',
      'Use the default transport on Node, or let your own present it and leave this out.',
    )
  }
  const { pfx, passphrase, cert, key } = (merchant.clientCertificate ?? {}) as Partial<
    Record<'pfx' | 'passphrase' | 'cert' | 'key', unknown>
  >
  const archive = typeof pfx === 'string' ? base64Of(pfx) : bytesIn(pfx)
  if (archive && cert === undefined && key === undefined) {
    if (passphrase === undefined || typeof passphrase === 'string')
      return { pfx: archive, passphrase: passphrase ?? mchid }
  } else if (pfx === undefined && cert !== undefined && key !== undefined) {
    const certName = nameOf('merchant.clientCertificate.cert')
    const keyName = nameOf('merchant.clientCertificate.key')
    const certificate = parseCertificate(certName, cert as KeyInput)
    const privateKey = parsePrivateKey(keyName, key as KeyInput)
    checkPair(certName, certificate, keyName, privateKey)
    return { cert: certificate.der, key: privateKey.pkcs8 }
  }
  throw optionError(
    name,
    'expected { cert, key } or { pfx, passphrase }, pfx as bytes or their Base64',
    '请传入 apiclient_cert.pem 与 apiclient_key.pem 的内容，或 apiclient_cert.p12 的字节与密码（默认为商户号）',
    'Give the content of apiclient_cert.pem and apiclient_key.pem, or the bytes of apiclient_cert.p12.',
  )
}

/** @throws {ConfigError} the certificate does not belong to the key */
export function checkPair(
  certName: string,
  certificate: ParsedCertificate,
  keyName: string,
  privateKey: ParsedPrivateKey,
): void {
  if (equalBytes(privateKey.modulus, certificate.modulus)) return
  throw new ConfigError(certName, `${certName} and ${keyName} do not belong together`, {
    hint: {
      zh: '请使用同一次申请得到的 apiclient_cert.pem 与 apiclient_key.pem',
      en: 'Use apiclient_cert.pem and apiclient_key.pem of the same download.',
    },
  })
}
