import type { ComponentChildren } from 'preact'

/** A group of lines on a page of the phone. */
export function Cells({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="group">
      <h3>{title}</h3>
      <dl class="cells">{children}</dl>
    </section>
  )
}

/** A line of a page; one without a value is left out. */
export function Cell({ name, children }: { name: string; children: ComponentChildren }) {
  if (children === undefined || children === '') return null
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
