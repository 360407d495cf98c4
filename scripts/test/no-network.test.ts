import { expect, test } from 'vitest'

test('a test that asks for another machine’s address has none at once', async () => {
  const reason = await fetch('https://shop.example/').catch((error: Error) => error.cause)
  expect(reason).toMatchObject({ code: 'ENOTFOUND', message: 'tests have no network to find shop.example' })
})
