import { useEffect, useRef } from 'preact/hooks'
import type { Action } from '../data/sandbox.ts'

/** The reason why a command failed; it scrolls into view. */
export function Problem({ of: { problem, dismiss } }: { of: Action }) {
  const element = useRef<HTMLParagraphElement>(null)
  useEffect(() => element.current?.scrollIntoView({ block: 'nearest' }), [problem])
  if (problem === '') return null
  return (
    <p class="problem" role="alert" ref={element}>
      <span>{problem}</span>
      <button type="button" onClick={dismiss}>
        知道了
      </button>
    </p>
  )
}
