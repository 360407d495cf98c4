import type { PlatformState } from '../data/api.ts'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../data/sandbox.ts'
import { Switch } from '../parts/switch.tsx'
import { platformMode, successorShare } from '../text/words.ts'

/** The platform's keys, with the key changes that take days in production. */
export function Keys({ platform }: { platform: PlatformState }) {
  const action = useAction()
  const { mode, successorPercent, publicKeyId, certificates } = platform
  const takesOver = mode === 'switching' || (mode === 'certificate' && certificates.length > 1)
  const canGo = certificates.length > 1 || mode === 'publicKey'
  return (
    <section class="panel keys" aria-labelledby="keys-title" data-view="faults">
      <h2 id="keys-title">微信支付的密钥</h2>
      <Switch
        name="用什么签名"
        value={mode}
        choices={platformMode}
        choose={(chosen) => action.run((api) => api.setPlatform({ mode: chosen }))}
      />
      {takesOver ? (
        <Switch
          name="新钥签多少"
          note={mode === 'switching' ? '只论通知' : '新证书'}
          value={String(successorPercent)}
          choices={successorShare(successorPercent)}
          choose={(percent) => action.run((api) => api.setPlatform({ successorPercent: Number(percent) }))}
        />
      ) : null}
      <ul class="key-list">
        <li>
          <span>
            公钥<small class="mono">{publicKeyId}</small>
          </span>
        </li>
        {certificates.map(({ serial }, at) => (
          <li key={serial}>
            <span>
              {certificates.length > 1 ? (at === 0 ? '新的' : '旧的') : null}平台证书
              <small class="mono">{serial}</small>
            </span>
            {canGo ? (
              <button
                type="button"
                class="plain"
                aria-label={`作废证书 ${serial}`}
                disabled={action.busy}
                onClick={() => action.run((api) => api.dropCertificate(serial))}
              >
                作废
              </button>
            ) : null}
          </li>
        ))}
      </ul>
      {mode !== 'switching' && certificates.length < 2 ? (
        <button
          type="button"
          class="plain"
          disabled={action.busy}
          onClick={() => action.run((api) => api.rotateCertificate())}
        >
          {certificates.length === 0 ? '签发平台证书' : '更换平台证书'}
        </button>
      ) : null}
      <Problem of={action} />
    </section>
  )
}
