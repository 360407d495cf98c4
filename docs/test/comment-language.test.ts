import { expect, test } from 'vitest'
import { inLanguageOf } from '../.vitepress/comment-language.ts'

test.each([
  ['amount: 1, // 分 · fen', 'amount: 1, // 分', 'amount: 1, // fen'],
  ['curl $api # 走完才应答 · answers at the end', 'curl $api # 走完才应答', 'curl $api # answers at the end'],
  ["log('支付分 · 先享后付')", "log('支付分 · 先享后付')", "log('支付分 · 先享后付')"],
  ['a() // A、B\nb() // 应用的 · of an app', 'a() // A、B\nb() // 应用的', 'a() // A、B\nb() // of an app'],
  ['// one language', '// one language', '// one language'],
  ["url: 'https://a.example/支付 · x'", "url: 'https://a.example/支付 · x'", "url: 'https://a.example/支付 · x'"],
])('a comment speaks the language of its page: %s', (code, zh, en) => {
  expect(inLanguageOf('guide/bills.md', code)).toBe(zh)
  expect(inLanguageOf('en/guide/bills.md', code)).toBe(en)
})
