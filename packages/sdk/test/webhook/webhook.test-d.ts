import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { expectTypeOf } from 'vitest'
import type { PayafterOrder } from '../../src/generated/chain.ts'
import { createReceiver, type IncomingWebhook, type Receiver, type WebhookEvent } from '../../src/webhook/index.ts'

declare const event: WebhookEvent
declare const receiver: Receiver
declare const headers: IncomingHttpHeaders
declare const nestRequest: IncomingMessage & { rawBody: Buffer }

// Frameworks' own headers and requests go in as they are.
expectTypeOf({ headers, rawBody: Buffer.alloc(0) }).toExtend<IncomingWebhook>()
expectTypeOf(nestRequest).toExtend<IncomingWebhook>()
void receiver.receive(new Request('https://shop.example/'))

// What was parsed cannot be verified.
// @ts-expect-error a parsed object
void receiver.receive({ headers, rawBody: { id: 'EV-1' } })
// @ts-expect-error no raw body at all
void receiver.receive({ headers })

// A type that is known tells what its resource is.
if (event.known) {
  switch (event.eventType) {
    case 'PAYSCORE.USER_ACCEPTED':
      expectTypeOf(event.resource).toEqualTypeOf<PayafterOrder>()
      break
    case 'PAYSCORE.USER_PAID':
      expectTypeOf(event.resource.out_order_no).toExtend<string | undefined>()
      break
    default:
      expectTypeOf(event).toBeNever()
  }
} else {
  expectTypeOf(event.eventType).toEqualTypeOf<string>()
  expectTypeOf(event.resource).toEqualTypeOf<unknown>()
}

// @ts-expect-error an APIv3 key is needed
createReceiver({ platform: {} })
// @ts-expect-error a misspelt option does not compile
createReceiver({ platform: {}, apiV3Key: '', tolerance: 0 })
