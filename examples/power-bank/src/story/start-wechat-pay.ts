import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface RunningWechatPay {
  /** Of the API and of the page. */
  readonly url: string
  /** What `WechatPay.fromEnv()` reads. */
  readonly env: Readonly<Record<string, string>>
  stop(): Promise<void>
}

export interface WechatPayOptions {
  /** 8420 if absent, or any free one where that is taken. */
  readonly port?: number
  /** Where to keep the database; in memory if absent. */
  readonly folder?: string
  readonly notifyUrl: string
}

/** The sandbox did not start. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** @throws {StartError} says why the sandbox did not start */
export async function startWechatPay(options: WechatPayOptions): Promise<RunningWechatPay> {
  const child = fork(fileURLToPath(new URL('wechat-pay.ts', import.meta.url)), [JSON.stringify(options)])
  const exited = once(child, 'exit')
  const started = await Promise.race([once(child, 'message'), exited.then(() => undefined)])
  if (!started) throw new StartError('沙箱没有启动 · the sandbox did not start')
  const [ready] = started as [{ url: string; env: Record<string, string> } | { problem: string }]
  if ('problem' in ready) throw new StartError(ready.problem)
  return {
    ...ready,
    async stop() {
      if (child.connected) child.disconnect()
      await exited
    },
  }
}
