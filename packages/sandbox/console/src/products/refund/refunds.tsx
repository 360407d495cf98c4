import { memo } from 'preact/compat'
import type { RefundOutcome, RefundState, RefundSummary } from '../../data/api.ts'
import { isAbout } from '../../data/connection.ts'
import { yuan } from '../../text/format.ts'
import { ListPanel } from '../../parts/list-panel.tsx'
import { usePaged } from '../../parts/pager.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useAction } from '../../data/sandbox.ts'
import { RefundChip, StatePie, refundLook } from '../../parts/state-chip.tsx'
import { TimeNear } from '../../parts/times.tsx'

/** Maximum number of rows on a page. */
const PAGE = 20

/** All refunds, newest first, a page at a time. Renders nothing while there are none. */
export function Refunds() {
  const refunds = usePaged(
    'refunds',
    PAGE,
    (api, page) => api.refunds(page),
    (change) => isAbout(change, 'refunds'),
  )
  return (
    <ListPanel
      name="refunds"
      title="退款"
      look="refunds"
      list={refunds}
      hidesEmpty
      row={(refund) => <RefundRow key={refund.out_refund_no} refund={refund} />}
    />
  )
}

/** Possible next outcomes of a refund in each state. */
const choices: Readonly<Record<RefundState, Partial<Readonly<Record<RefundOutcome, string>>>>> = {
  PROCESSING: { success: '到账', abnormal: '异常', closed: '关闭' },
  ABNORMAL: { success: '到账' },
  SUCCESS: {},
  CLOSED: {},
}

const RefundRow = memo(
  function RefundRow({ refund }: { refund: RefundSummary }) {
    const action = useAction()
    const { out_refund_no: number, state } = refund
    const open = Object.entries(choices[state]) as [RefundOutcome, string][]
    return (
      <li>
        <div class="order-row">
          <StatePie state={refundLook[state]} />
          <span class="order-what mono">{number}</span>
          <span class="order-amount">{yuan(refund.refund)}</span>
          <span class="order-no mono">{refund.out_trade_no}</span>
          <span class="order-state">
            <RefundChip state={state} quiet />
            <TimeNear at={refund.changedAt} />
          </span>
        </div>
        {open.length === 0 ? null : (
          <p class="decide">
            {open.map(([outcome, name]) => (
              <button
                type="button"
                class="plain"
                key={outcome}
                aria-label={`${number} ${name}`}
                disabled={action.busy}
                onClick={() => action.run((api) => api.decideRefund(number, outcome))}
              >
                {name}
              </button>
            ))}
          </p>
        )}
        <Problem of={action} />
      </li>
    )
  },
  ({ refund: before }, { refund: after }) => before.state === after.state && before.changedAt === after.changedAt,
)
