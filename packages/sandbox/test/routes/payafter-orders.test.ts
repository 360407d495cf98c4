import { describe, expect, test } from 'vitest'
import { APPID } from './merchant.ts'
import { ORDERS, completion, world } from './world.ts'

const reference = { appid: APPID, mchid: '1900000109', out_order_no: 'PB1', service_id: '500001' }
const OTHER_APPID = 'wx0000000000000002'

test('from creation to payment by another channel', async () => {
  const sandbox = world()
  const created = await sandbox.create()
  expect([created.status, created.json]).toMatchObject([
    200,
    { ...reference, order_id: expect.stringMatching(/^\d{31}$/) as string },
  ])
  const finish_ticket = await sandbox.running()
  const completed = await sandbox.complete({ finish_ticket })
  const { order_id } = created.json as { order_id: string }
  expect([completed.status, completed.json]).toEqual([200, { ...reference, order_id }])
  expect((await sandbox.query()).json).toMatchObject({ state: 'FINISHED', total_amount: 250, fees: [{ fee_count: 1 }] })
  const paid = { appid: APPID, service_id: '500001', type: 'Order_Paid', detail: { paid_time: '20260301103000' } }
  const synced = await sandbox.post(`${ORDERS}/PB1/sync`, paid)
  const { service_id, ...withoutService } = reference
  expect([synced.status, synced.json]).toEqual([200, { ...withoutService, order_id }])
  expect((await sandbox.query()).json).toMatchObject({ service_id, state: 'USER_PAID', pay_type: 'MchChannelPayType' })
  expect((await sandbox.post(`${ORDERS}/PB1/sync`, paid)).json).toMatchObject({ code: 'ORDER_DONE' })
})

describe('a completion without finish_ticket', () => {
  const REQUIRED = /\/finish_ticket.*此字段为必填项/

  test('of a running order lacks the ticket', async () => {
    const sandbox = world()
    await sandbox.running()
    const { status, json } = await sandbox.complete({ finish_ticket: undefined })
    expect([status, json]).toMatchObject([
      400,
      { code: 'PARAM_ERROR', message: expect.stringMatching(REQUIRED) as string },
    ])
  })

  test('of a completed one, which hands none out any more, is refused for the state', async () => {
    const sandbox = world()
    const finish_ticket = await sandbox.running()
    await sandbox.complete({ finish_ticket })
    const other = { fees: [{ fee_name: 'A', fee_amount: 100 }], total_amount: 100, finish_ticket: undefined }
    expect((await sandbox.complete(other)).json).toMatchObject({ message: '订单重入参数校验失败' })
    // The parameter check comes before the check of the state.
    expect((await sandbox.complete({ finish_ticket: undefined })).json).toMatchObject({ code: 'PARAM_ERROR' })
  })

  test('of one that nobody has confirmed, too', async () => {
    const sandbox = world()
    await sandbox.create()
    expect((await sandbox.complete({ finish_ticket: undefined })).json).toMatchObject({ message: '当前订单状态不合法' })
  })

  test('where the policy says so, lacks the ticket in every state', async () => {
    const sandbox = world({ policy: { ticketBeforeState: true } })
    await sandbox.create()
    expect((await sandbox.complete({ finish_ticket: undefined })).json).toMatchObject({ code: 'PARAM_ERROR' })
  })
})

test('a change is saved with its timeline and its work, and a repetition is not saved again', async () => {
  const sandbox = world()
  const finish_ticket = await sandbox.running()
  await sandbox.complete({ finish_ticket })
  const count = sandbox.orders.saved.length
  expect(sandbox.orders.saved.at(-1)).toMatchObject({
    order: { state: 'FINISHED' },
    events: [{ type: 'completed' }],
    work: [{ kind: 'deduct', attempt: 1 }],
  })
  expect((await sandbox.complete({ finish_ticket: (await sandbox.ticket()) ?? 'any' })).status).toBe(200)
  expect(sandbox.orders.saved).toHaveLength(count)
})

test('of many simultaneous creations with one number, one makes the order', async () => {
  const sandbox = world()
  const answers = await Promise.all(Array.from({ length: 20 }, () => sandbox.create()))
  expect(new Set(answers.map(({ json }) => (json as { order_id: string }).order_id)).size).toBe(1)
  const created = sandbox.orders.saved.filter(({ events }) => events.some(({ type }) => type === 'created'))
  expect(created).toHaveLength(1)
})

test('of many simultaneous completions with different totals, one wins', async () => {
  const sandbox = world()
  const finish_ticket = await sandbox.running()
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      sandbox.complete({
        finish_ticket,
        fees: [{ fee_name: 'A', fee_amount: 100 + index }],
        total_amount: 100 + index,
      }),
    ),
  )
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(answers.filter(({ json }) => (json as { message?: string }).message === '订单重入参数校验失败')).toHaveLength(
    19,
  )
})

describe('create', () => {
  test.each([
    ['no appid', { appid: undefined }, '输入源“/body/appid”映射到字段“公众账号ID”必填性规则校验失败，此字段为必填项'],
    [
      'an attach that is too long once it is encoded',
      { attach: '中'.repeat(100) },
      '输入源“/body/attach”映射到值字段“商户自定义说明”字符串规则校验失败，字符数 900，大于最大值 200',
    ],
    [
      'null for appid',
      { appid: null },
      '无法将 JSON 输入源“/body/appid”映射到目标字段“公众账号ID”中，此字段需要一个 string 类型的 Json 值',
    ],
    [
      'a bad number',
      { out_order_no: 'PB 1' },
      String.raw`输入源“/body/out_order_no”映射到值字段“商户服务订单号”字符串规则校验失败，字符串必须匹配正则表达式“^[0-9A-Za-z_\-|*]+$”`,
    ],
    ['a number of 33 characters', { out_order_no: 'x'.repeat(33) }, '字符数 33，大于最大值 32'],
    ['an injection', { out_order_no: "1';drop table orders--" }, '字符串必须匹配正则表达式'],
    ['money as text', { risk_amount: '9900' }, '此字段需要一个合法的 64 位有符号整数'],
    ['fractions of fen', { risk_amount: 99.5 }, '此字段需要一个合法的 64 位有符号整数'],
    ['no risk', { risk_amount: 0 }, '值低于最小值 1'],
    ['an emoji', { service_introduction: '租借🔋' }, '含有不支持的字符'],
    ['a long location', { service_start_location: '很'.repeat(21) }, '字符数 21，大于最大值 20'],
    [
      'too many discounts',
      { discounts: Array.from({ length: 6 }, (_, i) => ({ discount_name: `${i}` })) },
      '元素个数 6，大于最大值 5',
    ],
    ['a time that is none', { service_start_time: 'now' }, '字符串必须匹配正则表达式'],
    ['a time the calendar lacks', { service_start_time: '20260230' }, '服务开始时间格式错误'],
  ])('refuses %s', async (_name, changes, message) => {
    const sandbox = world()
    const { status, json } = await sandbox.create(changes)
    expect([status, json]).toMatchObject([
      400,
      { code: 'PARAM_ERROR', message: expect.stringContaining(message) as string },
    ])
    expect(sandbox.orders.size).toBe(0)
  })

  test.each([
    ['an appid of another merchant', { appid: 'wx9' }, 271302149],
    ['an appid the service is not bound to', { appid: OTHER_APPID }, 268503786],
    ['a service of another merchant', { service_id: '500009' }, 268503786],
    [
      'no right to create without confirmation',
      { service_id: '500002', risk_amount: 1, need_user_confirm: false, openid: 'oUser' },
      268503786,
    ],
  ])('forbids %s', async (_name, changes, cause) => {
    const { status, json, headers } = await world().create(changes)
    expect([status, json]).toEqual([403, { code: 'NO_AUTH', message: '商户暂无权限使用此服务' }])
    expect(headers.get('request-id')).toMatch(new RegExp(`-${cause}$`))
  })

  test('without confirmation is a matter of the user', async () => {
    const sandbox = world()
    const attempt = (openid: string, out_order_no: string) =>
      sandbox.create({ openid, out_order_no, need_user_confirm: false })
    expect((await attempt('oNobody', 'A')).json).toEqual({ code: 'NO_AUTH', message: '请检查服务授权状态' })
    expect((await attempt('oStranger', 'B')).json).toEqual({ code: 'NO_AUTH', message: '请检查服务授权状态' })
    expect((await attempt('oPoor', 'C')).json).toEqual({ code: 'INVALID_REQUEST', message: '综合评估未通过' })
    expect(sandbox.journal.at(-1)?.reason).toContain('credit is set to rejected')
    expect(sandbox.orders.size).toBe(0)
    for (const number of ['D', 'E', 'F']) expect((await attempt('oUser', number)).status).toBe(200)
    expect((await attempt('oUser', 'G')).json).toEqual({ code: 'INVALID_REQUEST', message: '综合评估未通过' })
    expect(sandbox.journal.at(-1)?.reason).toBe(
      '用户 oUser 已有 3 笔进行中 · running: D, E, F（policy.maxRunningOrders = 3）',
    )
    expect((await attempt('oUser', 'D')).status).toBe(200)
  })

  test('burns the number of a failed evaluation when the policy says so', async () => {
    const sandbox = world({ policy: { failedCreateBurnsNumber: true } })
    const poor = { openid: 'oPoor', need_user_confirm: false }
    expect((await sandbox.create(poor)).json).toMatchObject({ message: '综合评估未通过' })
    expect((await sandbox.create(poor)).json).toMatchObject({ message: '当前订单状态不合法' })
  })

  test('refuses what it does not know, unless the policy is lenient', async () => {
    const { status, json } = await world().create({ fees: [{ fee_name: 'A', fee_desc: 'a', color: 'red' }] })
    expect([status, json]).toEqual([
      400,
      {
        code: 'PARAM_ERROR',
        message: '请求中含有未在API文档中定义的参数',
        detail: { location: 'body', value: '/body/fees/0/color' },
      },
    ])
  })

  test('keeps only what it knows', async () => {
    const sandbox = world({ policy: { strictExtraFields: false } })
    await sandbox.create({ color: 'red', fees: [{ fee_name: 'A', fee_desc: 'a', color: 'red' }] })
    expect(JSON.stringify(await sandbox.order())).not.toContain('red')
  })
})

describe('query', () => {
  const base = `${ORDERS}?service_id=500001&appid=${APPID}`

  test('finds by number or by query id', async () => {
    const sandbox = world()
    await sandbox.create()
    expect((await sandbox.query()).json).toMatchObject({ state: 'CREATED' })
    expect((await sandbox.send('GET', `${base}&query_id=QPB1`)).json).toMatchObject({ state: 'CREATED' })
    expect((await sandbox.send('GET', `${base}&query_id=other`)).status).toBe(404)
    expect((await sandbox.send('GET', `${base}&out_order_no=PB2`)).json).toEqual({
      code: 'ORDER_NOT_EXIST',
      message: '查询单据不存在',
    })
  })

  test('writes nothing', async () => {
    const sandbox = world()
    await sandbox.running()
    const count = sandbox.orders.saved.length
    const tickets = await Promise.all([1, 2, 3].map(() => sandbox.ticket()))
    expect(new Set(tickets).size).toBe(3)
    expect(sandbox.orders.saved).toHaveLength(count)
  })

  test.each(['', '&out_order_no=PB1&query_id=QPB1'])('takes exactly one of the two, not “%s”', async (rest) => {
    const sandbox = world()
    await sandbox.create()
    const { status, json } = await sandbox.send('GET', base + rest)
    expect([status, json]).toMatchObject([400, { code: 'PARAM_ERROR', detail: { location: 'query' } }])
  })

  test.each([
    [
      `${ORDERS}?appid=${APPID}&out_order_no=PB1`,
      '输入源“/query/service_id”映射到字段“服务ID”必填性规则校验失败，此字段为必填项',
    ],
    [
      `${base}&out_order_no=%27%20or%201=1`,
      '输入源“/query/out_order_no”映射到值字段“商户服务订单号”字符串规则校验失败',
    ],
    [
      `${base}&out_order_no=PB1&out_order_no=PB2`,
      '无法将输入源“/query/out_order_no”映射到目标字段“商户服务订单号”中，已被“/query/out_order_no”映射过',
    ],
    [`${base}&out_order_no=%ff`, '输入源“/query/out_order_no”映射到值字段“商户服务订单号”字符串规则校验失败'],
  ])('%s', async (target, message) => {
    const { status, json } = await world().send('GET', target)
    expect([status, json]).toMatchObject([
      400,
      { message: expect.stringContaining(message) as string, detail: { location: 'query' } },
    ])
  })

  test('an order belongs to its service', async () => {
    const sandbox = world()
    await sandbox.create()
    const { status } = await sandbox.send('GET', `${ORDERS}?service_id=500002&appid=${APPID}&out_order_no=PB1`)
    expect(status).toBe(404)
  })
})

describe('complete', () => {
  test.each([
    ['a wrong ticket', { finish_ticket: 'x' }, '校验完结凭证错误'],
    [
      'no ticket',
      { finish_ticket: undefined },
      '输入源“/body/finish_ticket”映射到字段“完结凭证”必填性规则校验失败，此字段为必填项',
    ],
    ['a wrong sum', { total_amount: 249 }, '最终总金额计算非法'],
    [
      'a number in the body, too',
      { out_order_no: 'PB1' },
      '无法将输入源“/body/out_order_no”映射到目标字段“商户服务订单号”中，已被“/uri_template/out_order_no”映射过',
    ],
    [
      'another finish type',
      { finish_type: 3 },
      '输入源“/body/finish_type”映射到数值字段“完结类型”规则校验失败，值必须是以下之一：1、2',
    ],
    [
      'negative money',
      { fees: [{ fee_name: 'A', fee_amount: -1 }] },
      '输入源“/body/fees/0/fee_amount”映射到数值字段“付费项目总金额”规则校验失败，值低于最小值 0',
    ],
    ['an end in the future', { real_service_end_time: '20260301103001' }, '实际结束时间不能晚于使用完结接口的时间'],
  ])('refuses %s', async (_name, changes, message) => {
    const sandbox = world()
    const finish_ticket = await sandbox.running()
    const { status, json } = await sandbox.complete({ finish_ticket, ...changes })
    expect([status, json]).toMatchObject([400, { code: 'PARAM_ERROR', message }])
    expect((await sandbox.order())?.state).toBe('USER_ACCEPTED')
  })

  test('needs an order', async () => {
    expect((await world().complete({ finish_ticket: 'x' })).json).toEqual({
      code: 'ORDER_NOT_EXIST',
      message: '查询单据不存在',
    })
  })

  test('an order of another service does not exist', async () => {
    const sandbox = world()
    const finish_ticket = await sandbox.running()
    expect((await sandbox.complete({ finish_ticket, service_id: '500002' })).status).toBe(404)
  })

  test('null is refused at its field', async () => {
    const sandbox = world()
    const finish_ticket = await sandbox.running()
    const [fee] = completion.fees
    const refused = [
      [
        { cancel_reason: null },
        '“/body/cancel_reason”映射到目标字段“取消订单的原因”中，此字段需要一个 string 类型的 Json 值',
      ],
      [
        { fees: [{ ...fee, fee_count: null }] },
        '“/body/fees/0/fee_count”映射到目标字段“付费项目数量”中，此字段需要一个合法的 64 位有符号整数',
      ],
      [{ fees: null }, '“/body/fees”映射到目标字段“后付费”中，此字段需要一个 array 类型的 Json 值'],
      [{ fees: [null] }, '“/body/fees/0”映射到目标字段“后付费项目”中，此字段需要一个 object 类型的 Json 值'],
      [{ unknown: null }, '请求中含有未在API文档中定义的参数'],
    ] as const
    for (const [more, message] of refused) {
      const { status, json } = await sandbox.complete({ finish_ticket, ...more })
      expect(status).toBe(400)
      expect(json).toMatchObject({ code: 'PARAM_ERROR', message: expect.stringContaining(message) as string })
    }
  })

  test('null is the same as absent, where the policy says so', async () => {
    const sandbox = world({ policy: { refuseNull: false } })
    const finish_ticket = await sandbox.running()
    const fees = [{ ...completion.fees[0], fee_count: null, fee_desc: null }]
    expect((await sandbox.complete({ finish_ticket, fees, cancel_reason: null })).status).toBe(200)
    expect((await sandbox.complete({ finish_ticket })).status).toBe(200)
  })

  test('an unused service', async () => {
    const sandbox = world()
    const finish_ticket = await sandbox.running()
    const unused = {
      appid: APPID,
      service_id: '500001',
      finish_type: 1,
      cancel_reason: '设备未弹出',
      total_amount: 0,
      finish_ticket,
    }
    expect((await sandbox.post(`${ORDERS}/PB1/complete`, unused)).status).toBe(200)
    expect((await sandbox.query()).json).toMatchObject({ state: 'REVOKED', finish_type: 1, total_amount: 0 })
  })
})

describe('cancel', () => {
  const cancel = (sandbox: ReturnType<typeof world>, reason = '用户取消') =>
    sandbox.post(`${ORDERS}/PB1/cancel`, { appid: APPID, service_id: '500001', reason })

  test('before the confirmation only', async () => {
    const sandbox = world()
    await sandbox.create()
    expect(await cancel(sandbox)).toMatchObject({ status: 200, json: reference })
    expect((await cancel(sandbox)).status).toBe(200)
    expect((await cancel(sandbox, '没有货了')).json).toMatchObject({ message: '订单重入参数校验失败' })
    const other = world()
    await other.running()
    expect((await cancel(other)).json).toEqual({ code: 'INVALID_REQUEST', message: '当前订单状态不满足撤销条件' })
  })
})

describe('sync', () => {
  test('takes a date only where the policy gives it a meaning', async () => {
    const paid = { appid: APPID, service_id: '500001', type: 'Order_Paid', detail: { paid_time: '20260301' } }
    const strict = world({ policy: { datePaidTime: 'refuse' } })
    for (const sandbox of [world(), strict]) {
      await sandbox.complete({ finish_ticket: await sandbox.running() })
      const { status } = await sandbox.post(`${ORDERS}/PB1/sync`, paid)
      expect(status).toBe(sandbox === strict ? 400 : 200)
    }
  })

  test.each([
    [{ type: 'Order_Refunded' }, '值必须是以下之一：Order_Paid'],
    [{ detail: undefined }, '输入源“/body/detail”映射到字段“内容信息详情”必填性规则校验失败'],
    [{ detail: {} }, '输入源“/body/detail/paid_time”映射到字段“收款成功时间”必填性规则校验失败'],
  ])('%j', async (changes, message) => {
    const paid = { appid: APPID, service_id: '500001', type: 'Order_Paid', detail: { paid_time: '20260301103000' } }
    const { json } = await world().post(`${ORDERS}/PB1/sync`, { ...paid, ...changes })
    expect(json).toMatchObject({ code: 'PARAM_ERROR', message: expect.stringContaining(message) as string })
  })
})

describe('user-service-state', () => {
  test.each([
    ['oUser', 'AVAILABLE'],
    ['oStranger', 'UNAVAILABLE'],
    ['oNobody', 'UNAVAILABLE'],
  ])('%s: %s', async (openid, use_service_state) => {
    const target = `/v3/payscore/user-service-state?service_id=500001&appid=${APPID}&openid=${openid}`
    const { status, json, signed } = await world().send('GET', target)
    expect([status, json, signed]).toEqual([
      200,
      { appid: APPID, service_id: '500001', openid, use_service_state },
      true,
    ])
  })
})
