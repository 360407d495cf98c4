import { expect, test } from 'vitest'
import { post } from '../../src/kernel/deliver/post.ts'
import { reservedName } from '../../src/kernel/deliver/reserved-names.ts'

test.each([
  'https://shop.example.com/n',
  'https://example.org/n',
  'http://EXAMPLE.net./n',
  'https://docs.example/n',
  'http://sandbox.invalid:8080/n',
])('nothing is delivered to %s', async (url) => {
  const { status, error } = await post(url, { headers: {}, body: '{}' })
  expect(status).toBeUndefined()
  expect(error).toContain('reserved for examples')
})

test.each(['http://shop.test/n', 'http://shop.localhost/n', 'http://myexample.com/n', 'http://example.com.cn/n'])(
  'somebody can have a server at %s',
  (url) => {
    expect(reservedName(new URL(url))).toBeUndefined()
  },
)
