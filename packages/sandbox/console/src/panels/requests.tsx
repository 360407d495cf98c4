import { isAbout } from '../data/connection.ts'
import { useRead } from '../data/sandbox.ts'
import { TimeNear } from '../parts/times.tsx'
import { faultName } from '../text/words.ts'

const SHOWN = 50

/** The latest requests of the merchant's program, refused ones included. */
export function Requests() {
  const requests = useRead(
    'requests',
    (api) => api.requests(SHOWN),
    (change) => isAbout(change, 'requests'),
  )
  return (
    <section class="panel requests" aria-labelledby="requests-title" data-view="requests">
      <h2 id="requests-title">
        接口请求 <span class="count">{requests?.length === SHOWN ? `最近 ${SHOWN} 个` : requests?.length}</span>
      </h2>
      {requests?.length === 0 ? <p class="empty">商户发来的每一个请求都会记在这里，被拒绝的也在内。</p> : null}
      <ol>
        {requests?.map((request, index) => (
          <li key={request.requestId ?? index}>
            <TimeNear at={request.at} />
            <span class="http" data-ok={request.status < 400}>
              {request.status}
            </span>
            <span class="target mono">
              <b>{request.method}</b> {request.target.replace(/\?.*/, '')}
              <small>{/\?.*/.exec(request.target)?.[0]}</small>
              {request.code === undefined ? null : <small class="code">{request.code}</small>}
              {request.reason === undefined ? null : <small class="reason">{request.reason}</small>}
              {request.fault === undefined ? null : <small class="code">故障：{faultName.api[request.fault]}</small>}
            </span>
            <span class="took">{Math.round(request.durationMs)} ms</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
