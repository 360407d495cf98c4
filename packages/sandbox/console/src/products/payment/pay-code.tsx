import { useState } from 'preact/hooks'
import type { AuthCode } from '../../data/api.ts'
import { Problem } from '../../parts/problem.tsx'
import { useAction } from '../../data/sandbox.ts'
import { Until } from '../../parts/times.tsx'

/** The payment code on the user's phone. It appears on request, to be scanned or copied. */
export function PayCode({ openid }: { readonly openid: string }) {
  const action = useAction()
  const [code, setCode] = useState<AuthCode>()
  const show = (): void => action.run(async (api) => setCode(await api.authCode(openid)))
  const shown = code?.openid === openid ? code : undefined
  return (
    <section class="pay-code" aria-label="付款码">
      {shown === undefined ? null : (
        <>
          <output class="mono">{shown.auth_code}</output>
          <p>
            <Until at={shown.expiresAt} after="内有效，只能用一次" passed="已过期" />
          </p>
          <button type="button" class="plain" onClick={() => action.run(() => copy(shown.auth_code))}>
            复制
          </button>
        </>
      )}
      <button type="button" class="plain" disabled={action.busy} onClick={show}>
        {shown === undefined ? '出示付款码' : '换一个'}
      </button>
      <Problem of={action} />
    </section>
  )
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    // Browsers refuse clipboard access on plain http from another machine; a click on the digits selects them all.
    throw new Error('浏览器不让网页写剪贴板，请选中数字自己复制')
  }
}
