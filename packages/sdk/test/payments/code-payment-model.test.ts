import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ApiError, NetworkError, NotFoundError, OutcomeUnknownError, ServerError } from '../../src/index.ts'
import { paymentOutcome } from '../../src/payments/index.ts'
import type { CodeCalls, SeenOrder } from '../../src/payments/code-payment.ts'
import { payToTheEnd } from '../../src/payments/settle-code-payment.ts'
import { WaitingClock } from './code-cashier.ts'

type State = 'none' | 'USERPAYING' | 'SUCCESS' | 'PAYERROR' | 'REVOKED'

/** The fate of one call: it is answered, or lost on the way there or back. */
type Luck = 'through' | 'lost-there' | 'lost-back'

interface Weather {
  /** The fate of each call in order; further calls come through. */
  readonly luck: readonly Luck[]
  readonly password: boolean
  /** When the user pays, or closes the dialog. */
  readonly user: { readonly atSeconds: number; readonly does: 'pays' | 'gives-up' }
  readonly cancelAtSeconds: number | undefined
}

/** WeChat Pay according to its documentation: one order, its user, and an unreliable network. */
class World implements CodeCalls<State> {
  state: State = 'none'
  readonly #clock: WaitingClock
  readonly #weather: Weather
  readonly #luck: Luck[]

  constructor(clock: WaitingClock, weather: Weather) {
    this.#clock = clock
    this.#weather = weather
    this.#luck = [...weather.luck]
    const { atSeconds, does } = weather.user
    clock.at(atSeconds, () => {
      if (this.state === 'USERPAYING') this.state = does === 'pays' ? 'SUCCESS' : 'PAYERROR'
    })
  }

  pay(): Promise<SeenOrder<State>> {
    return this.#send('pay', () => {
      this.state = this.#weather.password ? 'USERPAYING' : 'SUCCESS'
      return this.#seen()
    })
  }

  query(): Promise<SeenOrder<State>> {
    return this.#send('query', () => {
      if (this.state === 'none') throw refusal(NotFoundError, 'ORDER_NOT_EXIST')
      return this.#seen()
    })
  }

  reverse(): Promise<boolean> {
    return this.#send('reverse', () => {
      if (this.state === 'none') throw refusal(NotFoundError, 'ORDER_NOT_EXIST')
      if (this.state === 'USERPAYING' && this.#clock.passedMs < 15_000) throw refusal(ApiError, 'INVALID_REQUEST')
      this.state = 'REVOKED'
      return false
    })
  }

  async #send<Answer>(what: string, act: () => Answer): Promise<Answer> {
    const luck = this.#luck.shift() ?? 'through'
    const cause = new NetworkError('exchange', 'lost')
    const lost =
      what === 'pay'
        ? new OutcomeUnknownError(what, {
            cause,
            resolve: undefined,
            repeatable: false,
            run: () => Promise.reject(cause),
          })
        : refusal(ServerError, 'HTTP_502')
    if (luck === 'lost-there') throw lost
    const answer = act()
    if (luck === 'lost-back') throw lost
    return answer
  }

  #seen(): SeenOrder<State> {
    return { order: this.state, outcome: paymentOutcome({ trade_state: this.state }), trade_state: this.state }
  }
}

function refusal(Kind: typeof ApiError, apiCode: string): ApiError {
  const details = { operation: 'x', status: 400, apiMessage: '', requestId: undefined, retryAfterMs: undefined }
  return new Kind({ ...details, apiCode })
}

const luck = fc.constantFrom<Luck>('through', 'lost-there', 'lost-back')
const weather: fc.Arbitrary<Weather> = fc.record({
  luck: fc.array(luck, { maxLength: 20 }),
  password: fc.boolean(),
  user: fc.record({
    atSeconds: fc.integer({ min: 1, max: 90 }),
    does: fc.constantFrom('pays' as const, 'gives-up' as const),
  }),
  cancelAtSeconds: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
})

test('property: whatever gets lost, the result is what became of the order, and none is left open', async () => {
  await fc.assert(
    fc.asyncProperty(weather, async (given) => {
      const clock = new WaitingClock()
      const world = new World(clock, given)
      const cancel = new AbortController()
      if (given.cancelAtSeconds !== undefined) clock.at(given.cancelAtSeconds, () => cancel.abort())
      const result = await payToTheEnd('pay', world, clock, { signal: cancel.signal })
      const expected: Readonly<Record<typeof result.outcome, readonly State[]>> = {
        paid: ['SUCCESS'],
        refused: ['none'],
        reversed: ['REVOKED'],
        // The state may be any: nothing came through.
        unsettled: [world.state],
      }
      expect(expected[result.outcome]).toContain(world.state)
      // An unsettled result requires that five reversals and five queries got lost.
      if (result.outcome === 'unsettled')
        expect(given.luck.filter((one) => one !== 'through').length).toBeGreaterThan(8)
      expect(clock.passedMs).toBeLessThanOrEqual(80_000)
    }),
    { numRuns: 2_000 },
  )
})
