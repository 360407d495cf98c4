import { fenToYuan } from 'wechatpay-ts/payscore'

/** Who acts in a line of the story. */
export type Actor = '商户' | '用户' | '微信支付' | '网络'

/** Prints the story as it happens, as text or as one JSON object per line. */
export class Timeline {
  readonly #clock: { now(): number }
  readonly #json: boolean

  constructor(clock: { now(): number }, json: boolean) {
    this.#clock = clock
    this.#json = json
  }

  chapter(title: string): void {
    if (!this.#json) console.log(`\n${title}`)
  }

  /** @param at when it happened. Default: now */
  tell(
    actor: Actor,
    what: string,
    facts: Readonly<Record<string, string | number>> = {},
    at = new Date(this.#clock.now()),
  ): void {
    if (this.#json) {
      console.log(JSON.stringify({ at: at.toISOString(), actor, what, ...facts }))
      return
    }
    const time = new Intl.DateTimeFormat('zh-CN', {
      timeZone: 'Asia/Shanghai',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    }).format(at)
    const details = Object.entries(facts).map(([name, value]) => `${name} ${value}`)
    console.log(`  ${time}  ${actor.padEnd(4, '　')}  ${what}${details.length > 0 ? `  ${details.join('，')}` : ''}`)
  }

  /** Prints a line beside the story, such as an address or a result. */
  note(text: string): void {
    if (!this.#json) console.log(text)
  }
}

export function yuan(fen: number): string {
  return `${fenToYuan(fen)} 元`
}
