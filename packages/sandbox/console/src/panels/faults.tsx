import { useState } from 'preact/hooks'
import type { Fault, FaultKind } from '../data/api.ts'
import { isAbout } from '../data/connection.ts'
import { Problem } from '../parts/problem.tsx'
import { useAction, useRead } from '../data/sandbox.ts'
import { Switch } from '../parts/switch.tsx'
import { faultName, faultTarget } from '../text/words.ts'

/** Makes the next answers or notifications fail, as they may in production. */
export function Faults() {
  const action = useAction()
  const faults = useRead(
    'faults',
    (api) => api.faults(),
    (change) => isAbout(change, 'faults'),
  )
  const [target, setTarget] = useState<Fault['target']>('api')
  const [kind, setKind] = useState<FaultKind>('drop')
  const [remaining, setRemaining] = useState(1)
  const [code, setCode] = useState('')
  const answers = kind === 'error_before' || kind === 'error_after'
  const kinds = Object.entries(faultName[target])
  return (
    <section class="panel faults" aria-labelledby="faults-title" data-view="faults">
      <h2 id="faults-title">故障</h2>
      <form
        class="fault-form"
        onSubmit={(event) => {
          event.preventDefault()
          action.run((api) => api.addFault({ target, kind, remaining, ...(answers && code !== '' && { code }) }))
        }}
      >
        <Switch
          name="作用于"
          value={target}
          choices={faultTarget}
          choose={(chosen) => {
            setTarget(chosen)
            if (faultName[chosen][kind] === undefined) setKind('drop')
          }}
        />
        <select aria-label="故障" value={kind} onChange={(event) => setKind(event.currentTarget.value as FaultKind)}>
          {kinds.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
        {answers ? (
          <input
            type="text"
            class="code"
            aria-label="错误码，可不填"
            placeholder="错误码，如 NOT_ENOUGH"
            value={code}
            onInput={(event) => setCode(event.currentTarget.value.trim())}
          />
        ) : null}
        <label class="times">
          接下来
          <input
            type="number"
            required
            min={1}
            max={1000}
            value={remaining}
            aria-label="次数"
            onInput={(event) => setRemaining(event.currentTarget.valueAsNumber)}
          />
          次
        </label>
        <button type="submit" class="plain" disabled={action.busy}>
          安排
        </button>
      </form>
      <Problem of={action} />
      {faults?.length === 0 ? <p class="empty">没有安排故障，一切照常。</p> : null}
      <ul class="fault-list">
        {faults?.map((fault) => (
          <li key={fault.id}>
            <span>
              {faultTarget[fault.target]} · {faultName[fault.target][fault.kind] ?? fault.kind}
              {fault.code === undefined ? null : <small class="mono">{fault.code}</small>}
              {(fault.outOrderNo ?? fault.path) ? <small class="mono">{fault.outOrderNo ?? fault.path}</small> : null}
            </span>
            <span class="left">还有 {fault.remaining} 次</span>
            <button
              type="button"
              class="plain"
              aria-label={`取消：${faultTarget[fault.target]} ${faultName[fault.target][fault.kind] ?? fault.kind}`}
              onClick={() => action.run((api) => api.removeFault(fault.id))}
            >
              取消
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
