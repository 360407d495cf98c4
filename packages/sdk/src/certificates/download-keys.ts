import { crypto } from '#crypto'
import type { CertificateDownload } from '../config/options.ts'
import type { Config } from '../config/resolve-options.ts'
import { utf8Decode } from '../crypto/utf8-decode.ts'
import { parseApiKey } from '../crypto/keys/api-key.ts'
import type { ParsedCertificate } from '../crypto/keys/key-material.ts'
import { NotFoundError } from '../errors/api-error.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { BuiltRequest } from '../request/build/build-request.ts'
import { findOperation } from '../operation/find-operation.ts'
import { exchange } from '../request/execute.ts'
import { readOptions } from '../request/build/read-options.ts'
import { refusalOf } from '../request/answer/refusal.ts'
import { signRequest } from '../request/sign.ts'
import { notifyListener } from '../shared/notify-listener.ts'
import { isRefusal } from '../transport/transport.ts'
import { verifyResponse } from '../request/answer/verify.ts'
import { DownloadedKeys } from './downloaded-keys.ts'
import { malformed, openCertificates } from './open-certificates.ts'
import { parseCertificates, platformKey } from '../platform/parse-platform-keys.ts'
import { PlatformKeys, type PlatformKey } from '../platform/platform-keys.ts'

/**
 * Creates a keyring that downloads WeChat Pay's certificates as the merchant, and trusts those that the APIv3 key
 * decrypts.
 */
export function downloadedKeys(
  config: Config,
  given: readonly PlatformKey[],
  apiV3Key: string,
  { store, authorities = [], onError = console.error }: CertificateDownload,
): DownloadedKeys {
  const cipher = crypto.resourceCipher(parseApiKey('apiV3Key', apiV3Key))
  const issuers = parseCertificates('platform.download.authorities', authorities)
  const open = (body: string) => openCertificates(body, { cipher, authorities: issuers, now: config.clock.now() })
  return new DownloadedKeys({
    mchid: config.mchid,
    given,
    download: () => fetchCertificates(config, open),
    open,
    keyOf: ({ serial, ...key }) => platformKey(serial, key),
    store,
    onError: (error) => notifyListener('platform.download.onError', onError, error),
    now: () => config.clock.now(),
  })
}

/**
 * Downloads the list of certificates. One of the listed certificates signs the answer: decryption with the APIv3 key
 * authenticates the certificates, which then verify the answer.
 */
async function fetchCertificates(
  config: Config,
  open: (body: string) => Promise<readonly ParsedCertificate[]>,
): Promise<string> {
  const found = await findOperation('GET', { path: 'v3/certificates' })
  const { operation, template } = found
  const call = { ...found, ...readOptions(operation, template, {}) }
  const request: BuiltRequest = {
    method: 'GET',
    target: '/v3/certificates',
    body: new Uint8Array(0),
    headers: { accept: 'application/json', 'user-agent': config.userAgent },
  }
  try {
    return await exchange(call, config, () => Promise.resolve(undefined), {
      request: () => signRequest(request, config),
      send: (signed) => config.transport.send(signed),
      async answer(response, { signed }) {
        if (isRefusal(response)) throw await refusalOf(operation, response, signed, config.clock.now())
        const body = textOf(response.body)
        const [first, ...rest] = (await open(body)).map(({ serial, ...key }) => platformKey(serial, key))
        if (!first) throw noneToTrust()
        await verifyResponse(operation, response, { ...config, platform: new PlatformKeys([first, ...rest]) })
        return body
      },
    })
  } catch (error) {
    if (error instanceof NotFoundError) throw noneThere(error)
    throw error
  }
}

function textOf(body: Uint8Array): string {
  try {
    return utf8Decode(body)
  } catch {
    throw malformed()
  }
}

function noneToTrust(): ConfigError {
  return new ConfigError(
    'platform.download',
    'platform.download: none of the platform certificates is valid now and issued by one of the authorities',
    {
      hint: {
        zh: '请校准本机时钟，并核对 authorities 是微信支付平台证书的签发机构',
        en: 'Is the clock right, and are the authorities those of WeChat Pay’s platform certificates?',
      },
    },
  )
}

/** Creates the error for merchants without certificates: new merchants have public keys only. */
function noneThere(cause: NotFoundError): ConfigError {
  return new ConfigError(
    'platform.download',
    'platform.download: WeChat Pay has no platform certificate for this merchant',
    {
      cause,
      hint: {
        zh: '请在商户平台「API 安全」下载微信支付公钥，传入 platform.publicKeys，并去掉 download',
        en: 'Download the WeChat Pay public key from the merchant platform into platform.publicKeys, and leave download out.',
      },
    },
  )
}
