/**
 * WeChat Pay on your own machine: real signatures, real state machines, real notifications, a virtual clock.
 *
 * @packageDocumentation
 */
export { createSandbox } from './create-sandbox.ts'
export type { Sandbox, SandboxMerchant } from './create-sandbox.ts'
export type { SandboxOptions } from './options.ts'
export type { Logger } from './kernel/world/logger.ts'
export type { MerchantOptions } from './kernel/merchant/create-merchant.ts'
export type { ClientOptions, MerchantCredentials } from './kernel/merchant/credentials.ts'
export type { MerchantEnvironment } from './kernel/merchant/env.ts'
export { generateMerchantKeys } from './kernel/merchant/secrets.ts'
export type { MerchantKeys } from './kernel/merchant/secrets.ts'
export type { UserSettings } from './kernel/merchant/settings.ts'
export type { ClockMove, ClockReading, MoveOptions, VirtualClock } from './kernel/clock/virtual-clock.ts'
export type { FinishedTask, Task } from './kernel/deliver/task.ts'
export { notificationDelays } from './kernel/deliver/ladder.ts'
export type { Control } from './control/rooms.ts'
export type { NotificationType } from './generated/notifications.ts'
export type { NoticesControl, SentNotice } from './products/notice/control.ts'
export type { PageRequest } from './kernel/control/pages.ts'
export type { OrderPage, OrderSummary, OrderWithEvents, PageVisit } from './products/payafter/control.ts'
export type { RefundByHandInput, RefundPage, RefundSummary, RefundWithEvents } from './products/refund/control.ts'
export type {
  PlatformCertificateState,
  PlatformChanges,
  PlatformMode,
  PlatformState,
} from './kernel/merchant/platform-state.ts'
export { ControlError } from './kernel/control/control-error.ts'
export { FolderInUseError } from './kernel/store/folder/folder-lock.ts'
export { ListenError } from './server/listen.ts'
export { DatabaseError } from './kernel/store/database/trouble.ts'
export { DataFolderError } from './kernel/store/folder/folder-error.ts'
export type { DatabaseTarget } from './kernel/store/database/database.ts'
export type { Attempt, AttemptSummary, Delivery, DeliveryPage, DeliverySummary } from './kernel/store/notifications.ts'
export type { Balance } from './kernel/ledger/balance.ts'
export type { LedgerCheck } from './kernel/store/ledger.ts'
export type { MerchantTerms } from './kernel/ledger/terms.ts'
export type { Happening } from './kernel/store/archive.ts'
export type { Endpoint } from './kernel/merchant/merchants.ts'
export type { User } from './kernel/merchant/users.ts'
export { operationAnswers } from './products/answer-kinds.ts'
export type { AnswerKind } from './kernel/answers/memory.ts'
export { defaultPolicy, policyOptions } from './products/index.ts'
export type { SandboxPolicy } from './products/index.ts'
export type { OrderEvent, OrderState, PayafterOrder } from './products/payafter/order.ts'
export { faultKinds } from './kernel/faults/faults.ts'
export type { Fault, FaultKind } from './kernel/faults/faults.ts'
export type { NewFault } from './kernel/faults/read-fault.ts'
