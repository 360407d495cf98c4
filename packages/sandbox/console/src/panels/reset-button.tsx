import { useEffect, useState } from 'preact/hooks'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../data/sandbox.ts'

/** Empties the sandbox on the second press; the first one arms it for a few seconds. */
export function ResetButton() {
  const action = useAction()
  const [armed, setArmed] = useState(false)
  useEffect(() => {
    if (!armed) return undefined
    const timer = setTimeout(() => setArmed(false), 4000)
    return () => clearTimeout(timer)
  }, [armed])
  return (
    <>
      <button
        type="button"
        class="reset"
        data-armed={armed}
        disabled={action.busy}
        onClick={() => {
          if (armed) action.run((api) => api.reset())
          setArmed(!armed)
        }}
      >
        {armed ? '再按一次，清空全部订单' : '清空'}
      </button>
      <Problem of={action} />
    </>
  )
}
