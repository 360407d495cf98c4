import { emitChain } from './emit/types/chain.ts'
import { emitHints } from './emit/hints.ts'
import { emitExtensions } from './emit/extensions.ts'
import { emitFacts } from './emit/facts.ts'
import { emitModules } from './emit/modules.ts'
import { emitSandboxNotifications } from './emit/sandbox/sandbox-notifications.ts'
import { emitSandbox } from './emit/sandbox/sandbox.ts'
import { shortenNames } from './emit/types/short-names.ts'
import type { SourceFile } from './emit/source-file.ts'
import { TypeModules } from './emit/types/type-modules.ts'
import { emitValues } from './emit/values.ts'
import { emitWebhookFacts } from './emit/webhook-facts.ts'
import { emitWebhooks } from './emit/webhooks.ts'
import type { Spec } from './spec/model.ts'

/** Generates every file in a fixed order. The same spec always gives the same bytes. */
export function generate(spec: Spec): SourceFile[] {
  const modules = new TypeModules(spec)
  const webhooks = emitWebhooks(spec, modules)
  const chain = emitChain(spec, modules)
  // Names can be chosen only after every type is declared in its file.
  modules.nameShared()
  const types = [chain, ...emitModules(spec, modules), ...webhooks]
  return [
    ...shortenNames(types),
    ...emitWebhookFacts(spec),
    ...emitExtensions(spec),
    ...emitFacts(spec),
    ...emitHints(spec),
    emitValues(spec),
    ...emitSandbox(spec),
    emitSandboxNotifications(spec),
  ]
}
