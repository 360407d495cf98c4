const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/**
 * Delay from the start of each failed delivery to the next, ms: 15 repeats within 24 h 4 min. This schedule applies to
 * payments, refunds and all events without their own schedule, see {@link delaysOf}.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791882
 */
export const notificationDelays: readonly number[] = [
  ...[15, 15, 30].map((seconds) => seconds * SECOND),
  ...[3, 10, 20, 30, 30, 30, 60].map((minutes) => minutes * MINUTE),
  ...[3, 3, 3, 6, 6].map((hours) => hours * HOUR),
]

/** 9 repeats within 3 h 4 min. */
const untilThreeHours = [
  ...[15, 15, 30].map((seconds) => seconds * SECOND),
  3 * MINUTE,
  ...times(4, 30 * MINUTE),
  60 * MINUTE,
]

/** Other schedules, by the beginning of the event type. */
const families: Readonly<Record<string, readonly number[]>> = {
  // https://pay.weixin.qq.com/doc/v3/merchant/4012587953
  'PAYSCORE.': untilThreeHours,
  'SECURITY_ECHO.': untilThreeHours,
  // https://pay.weixin.qq.com/doc/v3/partner/4015792559
  'FAPIAO.': untilThreeHours,
  // https://pay.weixin.qq.com/doc/v3/merchant/4012285836
  'MALL_AUTH.': [...times(5, 10 * SECOND), ...times(4, MINUTE)],
  // https://pay.weixin.qq.com/doc/v3/merchant/4012285250
  'COUPON.': times(9, MINUTE),
  // https://pay.weixin.qq.com/doc/v3/merchant/4012289719: up to 2 h
  'COMPLAINT.': [...times(10, MINUTE), ...times(22, 5 * MINUTE)],
  // https://pay.weixin.qq.com/doc/v3/partner/4012079216: up to 48 h
  'VIOLATION.': [
    ...[1, 15, 15, 30].map((seconds) => seconds * SECOND),
    ...[3, 10, 20].map((minutes) => minutes * MINUTE),
    ...times(94, 30 * MINUTE),
  ],
  // https://pay.weixin.qq.com/doc/v3/merchant/4012712115
  'MCHTRANSFER.': [...times(10, 15 * SECOND), ...times(10, 5 * MINUTE), ...times(44, 30 * MINUTE)],
  // https://pay.weixin.qq.com/doc/v3/partner/4013049135
  'MCHWITHDRAW.': [...times(10, 15 * SECOND), ...times(10, 5 * MINUTE), ...times(47, 30 * MINUTE)],
  // https://pay.weixin.qq.com/doc/v3/partner/4015780862
  'PRODUCT_COUPON_SP.': [10, 14, 27, 60, 150, 394, 1_053, 2_831, 7_620, 20_580].map((seconds) => seconds * SECOND),
}

/** Delays from each failed delivery of an event to the next, ms. After the last delay there is no further delivery. */
export type Schedule = (eventType: string) => readonly number[]

/** WeChat Pay's own schedule. */
export const delaysOf: Schedule = (eventType) =>
  families[eventType.slice(0, eventType.indexOf('.') + 1)] ?? notificationDelays

function times(count: number, delay: number): readonly number[] {
  return Array.from({ length: count }, () => delay)
}
