import type { Config } from '../../config/resolve-options.ts'
import type { TlsIdentity } from '../../config/v2-keys.ts'
import { base64Encode } from '../../crypto/base64-encode.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { OperationCall } from '../call.ts'
import type { ClientCertificate } from '../../transport/transport.ts'

const checked = new WeakMap<TlsIdentity, ClientCertificate>()

/**
 * Returns the client certificate that a call presents. Plain HTTP, as used by a sandbox, has no certificates.
 *
 * @param host the host of the first attempt
 * @throws {RequestError} the operation needs a certificate, and there is none
 * @throws {ConfigError} TLS cannot use the certificate; reported at the first call, because only OpenSSL can tell
 */
export async function certificateFor(
  { facts, operation }: Pick<OperationCall, 'facts' | 'operation'>,
  host: string,
  { v2, transport }: Config,
): Promise<ClientCertificate | undefined> {
  if (!host.startsWith('https:')) return undefined
  const given = v2.clientCertificate
  if (given) {
    const certificate = checked.get(given) ?? (await check(forTls(given)))
    checked.set(given, certificate)
    return certificate
  }
  // A caller's own transport may present its own certificate.
  if (!facts.clientCert || !transport.presentsCertificates) return undefined
  throw new RequestError(
    'merchant.clientCertificate',
    `${operation}: it takes the TLS client certificate, and the client has none`,
    {
      hint: {
        zh: '请在 merchant.clientCertificate 传入 { cert, key }（apiclient_cert.pem、apiclient_key.pem）或 { pfx, passphrase }（apiclient_cert.p12）',
        en: 'Give merchant.clientCertificate: { cert, key } of apiclient_cert.pem and apiclient_key.pem, or { pfx, passphrase } of apiclient_cert.p12.',
      },
    },
  )
}

/** TLS accepts PEM only. */
function forTls(given: TlsIdentity): ClientCertificate {
  return 'pfx' in given ? given : { cert: pem('CERTIFICATE', given.cert), key: pem('PRIVATE KEY', given.key) }
}

function pem(label: string, der: Uint8Array): string {
  return `-----BEGIN ${label}-----\n${base64Encode(der).replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`
}

/** Runtimes without OpenSSL leave the certificate to the caller's own transport, as only that can present it. */
async function check(certificate: ClientCertificate): Promise<ClientCertificate> {
  const { checkCertificate } = (await import('#node/request/v2/check-certificate-node')) as Partial<
    typeof import('./check-certificate-node.ts')
  >
  return checkCertificate?.(certificate) ?? certificate
}
