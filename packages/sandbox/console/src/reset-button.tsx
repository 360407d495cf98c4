import { useEffect, useState } from 'preact/hooks'

/** Empties the sandbox on the second press; the first one arms it for a few seconds. */
export function ResetButton({ reset }: { reset: () => void }) {
  const [armed, setArmed] = useState(false)
  useEffect(() => {
    if (!armed) return undefined
    const timer = setTimeout(() => setArmed(false), 4000)
    return () => clearTimeout(timer)
  }, [armed])
  return (
    <button
      type="button"
      class="reset"
      data-armed={armed}
      onClick={() => {
        if (armed) reset()
        setArmed(!armed)
      }}
    >
      {armed ? '再按一次，清空全部订单' : '清空'}
    </button>
  )
}
