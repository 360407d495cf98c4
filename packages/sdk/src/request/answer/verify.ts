import type { Config } from '../../config/resolve-options.ts'
import { describeId, describeValue } from '../../errors/describe-value.ts'
import { VerificationError, type VerificationReason } from '../../errors/verification-error.ts'
import type { Hint } from '../../errors/wechatpay-error.ts'
import { mediaTypeOf } from './media-type.ts'
import { responseSigningString } from '../../crypto/signing-string.ts'
import type { TransportResponse } from '../../transport/transport.ts'

const WINDOW_MS = 5 * 60_000

/**
 * Verifies that an answer comes from WeChat Pay: it checks the headers, the time (within five minutes), the key, and
 * the signature over the raw bytes. The body is not parsed before.
 *
 * @param signsDigest whether the signature covers the SHA-1 of the file, which is then compared with the file
 * @throws {VerificationError} with the reason
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013053249
 */
export async function verifyResponse(
  operation: string,
  response: TransportResponse,
  config: Config,
  signsDigest = false,
): Promise<void> {
  const { headers } = response
  const refuse = (reason: VerificationReason, what: string, hint: Hint): VerificationError =>
    new VerificationError(reason, `${operation}: ${what}`, {
      status: response.status,
      requestId: headers['request-id'],
      hint,
    })

  const timestamp = headers['wechatpay-timestamp']
  const nonce = headers['wechatpay-nonce']
  const serial = headers['wechatpay-serial']
  const signature = headers['wechatpay-signature']
  if (!timestamp || !nonce || !serial || !signature) {
    const missing = Object.entries({ timestamp, nonce, serial, signature })
      .filter(([, value]) => !value)
      .map(([name]) => `Wechatpay-${name[0]!.toUpperCase()}${name.slice(1)}`)
    throw refuse('missing-header', `the answer (${mediaTypeOf(headers)}) has no ${missing.join(', ')}`, {
      zh: '请检查是不是代理、网关或登录页作了应答，或者去掉了 Wechatpay-* 应答头',
      en: 'Did a proxy, gateway or login page answer instead, or strip the Wechatpay-* headers?',
    })
  }

  const now = config.clock.now()
  const signedAt = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) * 1000 : NaN
  if (!(Math.abs(now - signedAt) < WINDOW_MS)) {
    const theirs = Number.isNaN(signedAt) ? describeValue(timestamp) : new Date(signedAt).toISOString()
    throw refuse('stale', `the answer was signed at ${theirs}, the clock here says ${new Date(now).toISOString()}`, {
      zh: '与本机时间相差 5 分钟以上：请校准本机时钟（NTP）',
      en: 'More than five minutes apart: set this machine’s clock (NTP).',
    })
  }

  const key = config.platform.find(serial) ?? (await config.platform.learn(serial))
  if (!key) {
    throw refuse(
      'unknown-serial',
      `the answer is signed with ${describeId(serial)}, known are ${config.platform.serials.map(describeId).join(', ')}`,
      {
        zh: '请在 platform.publicKeys 或 platform.certificates 中加入该密钥；切换期间两者并存',
        en: 'Add that key to platform.publicKeys or platform.certificates; during a change both belong there.',
      },
    )
  }

  const covered = signsDigest
    ? await (await import('./statement-digest.ts')).coveredBytes(operation, response)
    : response.body
  if (!covered || !(await key.verifier.verify(responseSigningString(timestamp, nonce, covered), signature))) {
    throw refuse('bad-signature', `the signature of the answer does not fit, checked with ${describeId(serial)}`, {
      zh: '应答已丢弃。微信支付会偶尔发送错误签名以作探测；若持续出现，请检查公钥与公钥 ID 是否配对，以及代理是否改动了应答',
      en: 'The answer was thrown away. WeChat Pay sends wrong signatures now and then as probes; if it lasts, check that key and id belong together and that nothing alters answers.',
    })
  }
}
