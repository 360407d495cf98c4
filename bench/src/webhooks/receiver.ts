import { setImmediate } from 'node:timers/promises'
import { answerQuestions } from '../harness/child.ts'
import { measure } from '../harness/measure.ts'
import { OUT_ORDER_NO, type Mail } from './delivery.ts'
import { makeReceiver, type Receive, type ReceiverName } from './receivers.ts'

export type ReceiverQuestion =
  | { readonly ask: 'start'; readonly receiver: ReceiverName; readonly mail: Mail }
  | { readonly ask: 'measure'; readonly inFlight: number; readonly durationMs: number }

/** The receiver of this process. */
let receive: Receive
let deliveries: Mail['deliveries'] = []
let next = 0

answerQuestions<ReceiverQuestion>(async (question) => {
  switch (question.ask) {
    case 'start': {
      const { keys, deliveries: given } = question.mail
      receive = await makeReceiver(question.receiver, keys)
      deliveries = given
      return checkWork()
    }
    case 'measure':
      return measure(receiveNext, question.inFlight, question.durationMs)
  }
})

/** Takes a turn of the event loop, as a socket would. Promises alone would never let the loop turn. */
async function receiveNext(): Promise<unknown> {
  await setImmediate()
  return receive(deliveries[next++ % deliveries.length]!)
}

/** Checks the result, because a receiver that skips the work would be the fastest. */
async function checkWork(): Promise<void> {
  const [first] = deliveries
  if (!first) throw new Error('there is nothing to receive')
  const order = await receive(first)
  if (order !== OUT_ORDER_NO) throw new Error(`the notification is about ${String(order)}`)
  const forged = { ...first, rawBody: first.rawBody.replace('"id":"EV', '"id":"FV') }
  const refused = await receive(forged).then(
    () => false,
    () => true,
  )
  if (!refused) throw new Error('a forged notification passed')
}
