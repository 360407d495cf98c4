import { useState } from 'preact/hooks'
import { useConnection } from '../data/sandbox.ts'
import { setToken } from '../data/token.ts'

/** Asks for the token of a sandbox that others can reach. */
export function TokenForm() {
  const connection = useConnection()
  const [text, setText] = useState('')
  return (
    <form
      class="token-form"
      onSubmit={(event) => {
        event.preventDefault()
        setToken(text.trim())
        connection.retry()
      }}
    >
      <h1>这个沙箱需要口令</h1>
      <p>启动它时的 --token，或环境变量 WECHATPAY_SANDBOX_TOKEN。口令只留在这个标签页里。</p>
      <label for="token">口令</label>
      <input
        id="token"
        class="mono"
        type="password"
        autocomplete="off"
        required
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="plain">
        进入
      </button>
      <p class="token-problem" role="alert">
        {connection.wasRefused ? connection.problem : ''}
      </p>
    </form>
  )
}
