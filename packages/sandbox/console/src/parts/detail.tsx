import type { ComponentChildren } from 'preact'

interface Props {
  readonly about: string
  readonly number: string
  readonly chip: ComponentChildren
  readonly timeline: ComponentChildren
  readonly back: () => void
  /** The paper beside the timeline. */
  readonly children: ComponentChildren
}

/** One order or payment in full: its heading, its timeline and its facts. */
export function Detail({ about, number, chip, timeline, back, children }: Props) {
  return (
    <section class="panel detail" aria-labelledby="detail-title" data-view="detail">
      <button type="button" class="back" onClick={back}>
        ‹ 全部订单
      </button>
      <header class="detail-head">
        <div>
          <p class="eyebrow">{about}</p>
          <h2 id="detail-title" class="mono">
            {number}
          </h2>
        </div>
        {chip}
      </header>
      <div class="detail-body">
        {timeline}
        <div class="paper">{children}</div>
      </div>
    </section>
  )
}

export function Fact({ name, mono = false, children }: { name: string; mono?: boolean; children: ComponentChildren }) {
  if (children === undefined || children === '') return null
  return (
    <div>
      <dt>{name}</dt>
      <dd class={mono ? 'mono' : undefined}>{children}</dd>
    </div>
  )
}
