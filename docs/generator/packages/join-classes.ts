import {
  Converter,
  DeclarationReflection,
  ReflectionFlag,
  ReflectionKind,
  type Application,
  type Context,
} from 'typedoc'

/** A variable that is called with `new`, and the interface that says how. */
interface ClassVariable {
  readonly variable: DeclarationReflection
  readonly module: DeclarationReflection
  /** Describes the constructor and the static methods. */
  readonly constructors: DeclarationReflection
}

/**
 * Tells an interface and a variable of the same name, such as `WechatPay`, as the one class that they are to their
 * users: with a constructor and static methods. TypeScript needs them apart, since a class can not inherit a type that
 * has as many properties as there are addresses.
 */
export function joinClasses(app: Application): void {
  const found: ClassVariable[] = []

  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, variable) => {
    const module = variable.parent
    if (variable.kind !== ReflectionKind.Variable || !(module instanceof DeclarationReflection)) return
    const symbol = constructorType(context, variable)
    if (symbol === undefined) return
    context.converter.convertSymbol(context.withScope(module), symbol)
    const constructors = module.children?.find(
      ({ name, kind }) => name === symbol.name && kind === ReflectionKind.Interface,
    )
    if (constructors) found.push({ variable, module, constructors })
  })

  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const { variable, module, constructors } of found) {
      const joined = module.children?.find(
        ({ name, kind }) => name === variable.name && kind === ReflectionKind.Interface,
      )
      if (!joined) continue
      joined.kind = ReflectionKind.Class
      for (const member of constructors.children ?? []) {
        if (member.kind !== ReflectionKind.Constructor) member.setFlag(ReflectionFlag.Static)
        else for (const signature of member.signatures ?? []) signature.name = joined.name
      }
      project.mergeReflections(constructors, joined)
      project.removeReflection(variable)
    }
  })
}

/** The interface with the construct signatures of a variable's type, which is no class of its own. */
function constructorType(context: Context, variable: DeclarationReflection) {
  const symbol = context.getSymbolFromReflection(variable)
  if (!symbol) return undefined
  const type = context.checker.getTypeOfSymbol(symbol)
  const parts = type.isIntersection() ? type.types : [type]
  const part = parts.find((one) => one.getConstructSignatures().length > 0)
  return part?.symbol
}
