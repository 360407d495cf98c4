import { useState } from 'preact/hooks'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../data/sandbox.ts'

/** Sets the merchant's address for notifications; an empty address stops them. */
export function EndpointForm({ url }: { url: string | null }) {
  const action = useAction()
  const [text, setText] = useState(url ?? '')
  const entered = text.trim() === '' ? null : text.trim()
  return (
    <>
      <form
        class="endpoint"
        onSubmit={(event) => {
          event.preventDefault()
          action.run((api) => api.setEndpoint({ url: entered }))
        }}
      >
        <label for="endpoint">回调地址</label>
        <input
          id="endpoint"
          class="mono"
          type="url"
          value={text}
          placeholder="http://127.0.0.1:3000/notify"
          onInput={(event) => setText(event.currentTarget.value)}
        />
        {entered === url ? null : (
          <button type="submit" class="plain" disabled={action.busy}>
            {entered === null ? '取消通知' : '保存'}
          </button>
        )}
      </form>
      <Problem of={action} />
    </>
  )
}
