import { fenToYuan } from 'wechatpay-ts/payscore'

/** Prints the story as it happens, as text or as one JSON object per line. */
export class Narration {
  readonly #json: boolean

  constructor(json: boolean) {
    this.#json = json
  }

  chapter(title: string): void {
    if (!this.#json) console.log(`\n${title}`)
  }

  tell(what: string, facts: Readonly<Record<string, string | number>> = {}): void {
    if (this.#json) return console.log(JSON.stringify({ what, ...facts }))
    const details = Object.entries(facts).map(([name, value]) => `${name} ${value}`)
    console.log(`  ${what}${details.length > 0 ? `  ${details.join('，')}` : ''}`)
  }
}

export function yuan(fen: number): string {
  return `${fen < 0 ? '-' : ''}${fenToYuan(Math.abs(fen))} 元`
}
