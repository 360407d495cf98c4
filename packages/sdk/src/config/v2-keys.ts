import { crypto } from '#crypto'
import { base64Encode, equalBytes } from '../crypto/bytes.ts'
import { parseApiKey, parseCertificate, parsePrivateKey, parsePublicKey, type KeyText } from '../crypto/key-material.ts'
import type { FieldEncrypter } from '../crypto/roles.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { ClientCertificate, Transport } from '../request/transport/transport.ts'
import type { NameOf } from './name-of.ts'
import type { WechatPayOptions } from './options.ts'
import type { PrivateKey } from './private-key.ts'

/** What calls of APIv2 take beside the rest; each is asked for by the calls that need it. */
export interface V2Keys {
  readonly apiKey: string | undefined
  readonly clientCertificate: ClientCertificate | undefined
  /** Encrypts to the key of `/risk/getpublickey`. */
  readonly transferEncrypter: FieldEncrypter | undefined
  /** PKCS#8; undefined where the key is not ours to see. */
  privateKey(): Promise<Uint8Array | undefined>
}

/** @throws {ConfigError | KeyMaterialError} names the option */
export function readV2Keys(
  options: WechatPayOptions,
  privateKey: PrivateKey | undefined,
  transport: Transport,
  nameOf: NameOf,
): V2Keys {
  const { apiV2Key, transferPublicKey } = options
  if (apiV2Key !== undefined) parseApiKey(nameOf('apiV2Key'), apiV2Key)
  return {
    apiKey: apiV2Key,
    clientCertificate: readClientCertificate(options, transport, nameOf),
    transferEncrypter:
      transferPublicKey === undefined
        ? undefined
        : crypto.fieldEncrypter(parsePublicKey(nameOf('transferPublicKey'), transferPublicKey).spki),
    privateKey: async () => privateKey?.pkcs8(),
  }
}

function readClientCertificate(
  { merchant, mchid }: WechatPayOptions,
  transport: Transport,
  nameOf: NameOf,
): ClientCertificate | undefined {
  const { clientCertificate: given, certificate, privateKey } = merchant
  if (given === undefined) {
    // The certificate that APIv3 signs with is the one that APIv2 presents; that the two fit has been checked.
    return transport.presentsCertificates && certificate !== undefined && isKeyText(privateKey)
      ? pair(nameOf('merchant.certificate'), certificate, nameOf('merchant.privateKey'), privateKey)
      : undefined
  }
  const name = nameOf('merchant.clientCertificate')
  if (!transport.presentsCertificates) {
    throw new ConfigError(name, `${name}: the transport in use cannot present a client certificate`, {
      hint: {
        zh: 'fetch 无法携带客户端证书：请在 Node 上使用默认 transport，或让自己的 fetch / transport 自带证书并去掉此项',
        en: 'fetch presents none: use the default transport on Node, or let your own present it and leave this out.',
      },
    })
  }
  const { pfx, passphrase, cert, key } = (given ?? {}) as Partial<
    Record<'pfx' | 'passphrase' | 'cert' | 'key', unknown>
  >
  if (pfx instanceof Uint8Array && cert === undefined && key === undefined) {
    if (passphrase === undefined || typeof passphrase === 'string') return { pfx, passphrase: passphrase ?? mchid }
  } else if (pfx === undefined && cert !== undefined && key !== undefined) {
    const certName = nameOf('merchant.clientCertificate.cert')
    return pair(certName, cert as KeyText, nameOf('merchant.clientCertificate.key'), key as KeyText)
  }
  throw new ConfigError(name, `${name}: expected { cert, key } or { pfx, passphrase }, pfx as bytes`, {
    hint: {
      zh: '请传入 apiclient_cert.pem 与 apiclient_key.pem 的内容，或 apiclient_cert.p12 的字节与密码（默认为商户号）',
      en: 'Give the content of apiclient_cert.pem and apiclient_key.pem, or the bytes of apiclient_cert.p12.',
    },
  })
}

function isKeyText(value: unknown): value is KeyText {
  return typeof value === 'string' || value instanceof Uint8Array
}

/** Parsed and written again: what TLS is given is what was checked, however it was pasted. */
function pair(certName: string, cert: KeyText, keyName: string, key: KeyText): ClientCertificate {
  const { der, modulus } = parseCertificate(certName, cert)
  const { pkcs8, modulus: other } = parsePrivateKey(keyName, key)
  if (!equalBytes(modulus, other)) {
    throw new ConfigError(certName, `${certName} and ${keyName} do not belong together`, {
      hint: {
        zh: '请使用同一次申请得到的 apiclient_cert.pem 与 apiclient_key.pem',
        en: 'Use apiclient_cert.pem and apiclient_key.pem of the same download.',
      },
    })
  }
  return { cert: pem('CERTIFICATE', der), key: pem('PRIVATE KEY', pkcs8) }
}

function pem(label: string, der: Uint8Array): string {
  return `-----BEGIN ${label}-----\n${base64Encode(der).replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`
}
