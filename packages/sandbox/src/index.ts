/**
 * WeChat Pay on your own machine: real signatures, real state machines, real notifications, a virtual clock.
 *
 * @packageDocumentation
 */
export { createSandbox } from './create-sandbox.ts'
export type { Sandbox } from './create-sandbox.ts'
export type { Logger, MerchantOptions, SandboxOptions } from './options.ts'
export type { ClientOptions, MerchantCredentials } from './merchant/credentials.ts'
export type { MerchantEnvironment } from './merchant/env.ts'
export { generateMerchantKeys } from './merchant/secrets.ts'
export type { MerchantKeys } from './merchant/secrets.ts'
export type { UserSettings } from './merchant/settings.ts'
export type { ClockMove, ClockReading, VirtualClock } from './clock/virtual-clock.ts'
export type { FinishedTask, Task } from './deliver/task.ts'
export { notificationDelays } from './deliver/ladder.ts'
export type { Control, PageRequest, PageVisit } from './control/control.ts'
export type {
  PlatformCertificateState,
  PlatformChanges,
  PlatformMode,
  PlatformState,
} from './merchant/platform-state.ts'
export { ControlError } from './control/control-error.ts'
export { FolderInUseError } from './store/folder-lock.ts'
export { ListenError } from './server/listen.ts'
export { DatabaseError } from './store/trouble.ts'
export { DataFolderError } from './store/folder-error.ts'
export type { DatabaseTarget } from './store/database.ts'
export type { Attempt, AttemptSummary, Delivery, DeliveryPage, DeliverySummary } from './store/notifications.ts'
export type { Happening, OrderPage, OrderSummary, OrderWithEvents } from './store/orders.ts'
export type { Endpoint } from './store/merchants.ts'
export type { User } from './store/users.ts'
export { defaultPolicy, policyOptions } from './domain/policy.ts'
export type { SandboxPolicy } from './domain/policy.ts'
export type { OrderEvent, OrderState, PayafterOrder } from './domain/order.ts'
export { faultKinds } from './routes/faults.ts'
export type { Fault, FaultKind } from './routes/faults.ts'
