import { useEffect, useRef } from 'preact/hooks'
import type { Action } from './sandbox.ts'

/** Why the controls beside it could not do what they were asked to; comes into sight by itself. */
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
