/** For your own tests: genuine deliveries, and every kind that is not. See {@link testPlatform}. */
export { testPlatform } from './test-platform.ts'
export type { TestPlatform } from './test-platform.ts'
export { testClock } from './test-clock.ts'
export type { TestClock } from './test-clock.ts'
export { makeTestKeys } from './test-keys.ts'
export type { TestKeys } from './test-keys.ts'
export type { Defect, NotificationOptions, TestDelivery } from './signed-notification.ts'
