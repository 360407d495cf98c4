import { constants, createPublicKey, generateKeyPairSync, publicEncrypt, type KeyObject } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { webhookFacts } from '../../src/generated/webhook-facts.ts'
import { Undecrypted, WechatPay } from '../../src/index.ts'
import { testPlatform } from '../../src/testing/index.ts'
import { createReceiver, createWebhookHandler, memoryClaims, type MerchantKeys } from '../../src/webhook/index.ts'
import {
  apiV3Key as deliveryKey,
  bodyOf,
  clock as deliveryClock,
  delivery,
  publicKeyId,
  publicKeyPem,
} from './delivery.ts'

const { keys, clock, testKeys, signedNotification } = await testPlatform()
const { platform, apiV3Key, privateKey } = keys
const receiver = createReceiver(keys)
const withoutPrivateKey = createReceiver({ platform: platform!, apiV3Key: apiV3Key!, clock })
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** Encrypts to a certificate as WeChat Pay does. */
function encryptTo(key: KeyObject, text: string): string {
  const options = { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }
  return publicEncrypt(options, Buffer.from(text)).toString('base64')
}

/** A resource with this text at a path: `list[].value` → `{ list: [{ value }] }`. */
function resourceWith(path: string, text: string): object {
  return path
    .split('.')
    .reverse()
    .reduce<unknown>((inner, step) => {
      const name = step.replace(/\[\]$/, '')
      return { [name]: name === step ? inner : [inner] }
    }, text) as object
}

const encrypted = Object.entries(webhookFacts).flatMap(([type, { decrypt = [] }]) =>
  decrypt.map((path) => [type, path] as const),
)

test('the spec has such fields', () => {
  expect(encrypted).toContainEqual(['MCHTRANSFER.QQWALLETBILL.FINISHED', 'user_name'])
  expect(encrypted).toContainEqual(['MEMBERCARD.ACCEPT_CARD', 'phone_number'])
})

describe.each(encrypted)('%s: %s', (type, path) => {
  const resource = resourceWith(path, '13800000000')

  test('is opened with the private key', async () => {
    const notification = await signedNotification(type, resource)
    expect((await receiver.receive(notification)).resource).toEqual(resource)
  })

  test('is marked where there is no private key', async () => {
    const notification = await signedNotification(type, resource)
    const event = await withoutPrivateKey.receive(notification)
    expect(event.known).toBe(true)
    expect(JSON.stringify(event.resource)).not.toContain('13800000000')
    expect(event.resource).toEqual(resourceWith(path, expect.any(Undecrypted) as string))
  })
})

test('one that does not open costs nothing but itself, and keeps its ciphertext', async () => {
  const foreign = encryptTo(stranger.publicKey, '13900000000')
  const mine = encryptTo(createPublicKey(testKeys.merchant.publicKey), '江苏省')
  const fields = [{ value: foreign }, { value: mine }, { value: 'in the clear' }]
  const resource = { card_id: 'C1', phone_number: '', user_information: { common_field_list: fields } }
  const body = bodyOf({ event_type: 'BRAND_MEMBER_CARD_SP.USER_CARD.CREATE' }, JSON.stringify(resource))
  const event = await createReceiver({
    platform: { publicKeys: { [publicKeyId]: publicKeyPem } },
    apiV3Key: deliveryKey,
    privateKey: testKeys.merchant.privateKey,
    clock: deliveryClock,
  }).receive(delivery(body))
  expect(event.resource).toEqual({
    card_id: 'C1',
    phone_number: '',
    user_information: {
      common_field_list: [
        { value: new Undecrypted(foreign) },
        { value: '江苏省' },
        { value: new Undecrypted('in the clear') },
      ],
    },
  })
})

test('the keys of a client are its private key too', async () => {
  const client = new WechatPay({
    mchid: '1900000109',
    merchant: {
      certificateSerial: '5157F09EFDC096DE15EBE81A47057A7232F1B8E1',
      privateKey: testKeys.merchant.privateKey,
    },
    platform: platform!,
    apiV3Key: apiV3Key!,
  })
  const notification = await signedNotification('MEMBERCARD.ACCEPT_CARD', { phone_number: '13800000000' })
  expect((await createReceiver({ client, clock }).receive(notification)).resource).toEqual({
    phone_number: '13800000000',
  })
})

test('of many merchants, the one it is for opens it', async () => {
  const other: MerchantKeys = { mchid: '1900000110', platform: platform!, apiV3Key: 'x'.repeat(32) }
  const mine: MerchantKeys = { mchid: '1900000109', platform: platform!, apiV3Key: apiV3Key!, privateKey: privateKey! }
  const many = createReceiver({ merchants: () => [other, mine], clock })
  const notification = await signedNotification('MEMBERCARD.ACCEPT_CARD', { phone_number: '13800000000' })
  expect((await many.receive(notification)).resource).toEqual({ phone_number: '13800000000' })
})

test('a private key that cannot be loaded now lets WeChat Pay come again', async () => {
  let reachable = false
  const seen: unknown[] = []
  const handler = createWebhookHandler({
    onDelivery: () => {},
    keys: {
      platform: platform!,
      apiV3Key: apiV3Key!,
      clock,
      privateKey: async () => {
        if (!reachable) throw new Error('the vault is not reachable')
        return testKeys.merchant.privateKey
      },
    },
    store: memoryClaims(clock),
    on: { 'MEMBERCARD.ACCEPT_CARD': ({ resource }) => void seen.push(resource.phone_number) },
  })
  const notification = await signedNotification('MEMBERCARD.ACCEPT_CARD', { phone_number: '13800000000' })
  expect((await handler.handle(notification)).status).toBe(500)
  expect(seen).toEqual([])
  reachable = true
  expect((await handler.handle(await notification.again())).status).toBe(204)
  expect(seen).toEqual(['13800000000'])
})

test('a private key that is no key is told at construction', () => {
  expect(() => createReceiver({ platform: platform!, apiV3Key: apiV3Key!, privateKey: 'no key' })).toThrow(
    /^privateKey: /,
  )
})
