import { useState } from 'preact/hooks'

interface Props {
  readonly url: string | null
  readonly busy: boolean
  readonly save: (url: string | null) => void
}

/** Where the merchant wants its notifications; empty for nowhere. */
export function EndpointForm({ url, busy, save }: Props) {
  const [text, setText] = useState(url ?? '')
  const entered = text.trim() === '' ? null : text.trim()
  return (
    <form
      class="endpoint"
      onSubmit={(event) => {
        event.preventDefault()
        save(entered)
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
        <button type="submit" class="plain" disabled={busy}>
          {entered === null ? '取消通知' : '保存'}
        </button>
      )}
    </form>
  )
}
