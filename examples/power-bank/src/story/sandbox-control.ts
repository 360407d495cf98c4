/** The part of a delivery that the story reads. */
interface Delivery {
  readonly state: string
  readonly outOrderNo: string
}

/**
 * Controls the sandbox over its HTTP control API, as a program in another process or language would. WeChat Pay has no
 * such API.
 */
export class SandboxControl {
  readonly #base: string
  #now: number

  private constructor(base: string, now: number) {
    this.#base = base
    this.#now = now
  }

  static async connect(url: string): Promise<SandboxControl> {
    const control = new SandboxControl(`${url}/_sandbox/api`, 0)
    await control.#readClock()
    return control
  }

  /** The virtual time after the last move. The story's clock stands still in between. */
  now(): number {
    return this.#now
  }

  /** The user taps 确认 on the confirm page. */
  async confirm(outOrderNo: string, openid: string): Promise<void> {
    await this.#call('POST', `/orders/${encodeURIComponent(outOrderNo)}/confirm`, { openid })
  }

  async setWallet(openid: string, wallet: 'sufficient' | 'insufficient'): Promise<void> {
    await this.#call('PATCH', `/users/${encodeURIComponent(openid)}`, { wallet })
  }

  /** Lets the sandbox handle the next request whose path contains `path`, but lose the answer. */
  async dropNextAnswer(path: string): Promise<void> {
    await this.#call('POST', '/faults', { target: 'api', kind: 'drop', remaining: 1, path })
  }

  /** Moves the clock and resolves when all tasks that fell due have run. */
  async advance(ms: number): Promise<void> {
    await this.#call('POST', '/clock/advance', { ms })
    await this.#readClock()
  }

  async moveTo(instant: number): Promise<void> {
    await this.#call('POST', '/clock/set', { instant })
    await this.#readClock()
  }

  /** Runs all tasks that are already due. */
  async settle(): Promise<void> {
    await this.advance(0)
  }

  /** The events of an order, oldest first. */
  async eventsOf(outOrderNo: string): Promise<readonly string[]> {
    const order = (await this.#call('GET', `/orders/${encodeURIComponent(outOrderNo)}`)) as {
      events: { type: string }[]
    }
    return order.events.map(({ type }) => type)
  }

  async deliveries(): Promise<readonly Delivery[]> {
    return ((await this.#call('GET', '/deliveries')) as { deliveries: Delivery[] }).deliveries
  }

  /** Counts the requests about an order among the latest requests that the sandbox lists. */
  async requestsAbout(outOrderNo: string): Promise<number> {
    const { requests } = (await this.#call('GET', '/requests')) as { requests: { target: string }[] }
    return requests.filter(({ target }) => target.includes(outOrderNo)).length
  }

  async #readClock(): Promise<void> {
    this.#now = ((await this.#call('GET', '/clock')) as { now: number }).now
  }

  async #call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(this.#base + path, {
      method,
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? undefined : (JSON.parse(text) as unknown)
  }
}
