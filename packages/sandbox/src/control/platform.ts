import type { CertifiedKey } from '../kernel/merchant/certificate-authority.ts'
import type { PlatformChanges, PlatformState } from '../kernel/merchant/platform-state.ts'
import { type MerchantSecrets, successorPercentOf } from '../kernel/merchant/secrets.ts'
import { ControlError } from '../kernel/control/control-error.ts'

export function platformState(secrets: MerchantSecrets): PlatformState {
  return {
    mode: secrets.mode,
    successorPercent: successorPercentOf(secrets),
    publicKeyId: secrets.platformKey.id,
    publicKey: secrets.platformKey.publicKey,
    certificates: secrets.platformCertificates.toReversed().map(({ serial, certificate, notBefore, notAfter }) => ({
      serial,
      certificate,
      effectiveTime: new Date(notBefore).toISOString(),
      expireTime: new Date(notAfter).toISOString(),
    })),
  }
}

/** A new mode starts with its own share. WeChat Pay does not switch while certificates change. */
export function changePlatform(secrets: MerchantSecrets, changes: PlatformChanges): MerchantSecrets {
  const { mode = secrets.mode } = changes
  if (mode === 'switching' && secrets.platformCertificates.length > 1) throw underWay(secrets)
  if (mode !== 'publicKey' && secrets.platformCertificates.length === 0) {
    throw new ControlError(409, 'NO_CERTIFICATE', `没有平台证书 · there is no platform certificate`, {
      field: 'mode',
      received: mode,
      hint: '先签发：POST /_sandbox/api/platform/certificates',
    })
  }
  const { successorPercent, ...rest } = secrets
  const percent = changes.successorPercent ?? (mode === secrets.mode ? successorPercent : undefined)
  return { ...rest, mode, ...(percent !== undefined && { successorPercent: percent }) }
}

/**
 * Adds a successor to the current certificate: only one at a time, and not while the merchant switches to the public
 * key.
 */
export function addCertificate(
  secrets: MerchantSecrets,
  certificate: CertifiedKey,
  successorPercent = 100,
): MerchantSecrets {
  if (secrets.platformCertificates.length > 1) throw underWay(secrets)
  if (secrets.mode === 'switching') {
    throw new ControlError(
      409,
      'SWITCH_UNDER_WAY',
      '正在切换到公钥，不能更换平台证书 · the merchant is switching to the public key',
      { hint: '先结束切换：PATCH /_sandbox/api/platform，mode 为 certificate 或 publicKey' },
    )
  }
  return { ...secrets, successorPercent, platformCertificates: [...secrets.platformCertificates, certificate] }
}

/** Removes a certificate, which then neither signs nor decrypts. The last one stays as long as the mode needs it. */
export function withoutCertificate(secrets: MerchantSecrets, serial: string): MerchantSecrets {
  const left = secrets.platformCertificates.filter((certificate) => certificate.serial !== serial)
  if (left.length === secrets.platformCertificates.length) {
    throw new ControlError(
      404,
      'NO_SUCH_CERTIFICATE',
      `没有这张平台证书 · there is no platform certificate ${serial}`,
      {
        field: 'serial',
        received: serial,
      },
    )
  }
  if (left.length === 0 && secrets.mode !== 'publicKey') {
    throw new ControlError(
      409,
      'LAST_CERTIFICATE',
      `最后一张平台证书还在签名 · the last platform certificate still signs`,
      { field: 'serial', received: serial, hint: '先签发新的，或把 mode 改为 publicKey' },
    )
  }
  const { successorPercent: _over, ...rest } = secrets
  return { ...rest, platformCertificates: left }
}

function underWay({ platformCertificates }: MerchantSecrets): ControlError {
  const [oldest] = platformCertificates
  return new ControlError(
    409,
    'ROTATION_UNDER_WAY',
    '平台证书正在更换 · one platform certificate is taking over from another',
    { hint: `先作废旧的：DELETE /_sandbox/api/platform/certificates/${oldest?.serial ?? ''}` },
  )
}
