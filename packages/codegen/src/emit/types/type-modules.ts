import type { Spec } from '../../spec/model.ts'
import { placesName } from './shared-shapes.ts'
import { TypeModule } from './type-module.ts'

/** All generated files that declare types. A shared schema is declared once, in its product's file. */
export class TypeModules {
  readonly #modules = new Map<string, TypeModule>()
  readonly nameOf: Spec['nameOf']

  constructor(spec: Pick<Spec, 'nameOf'>) {
    this.nameOf = spec.nameOf
  }

  /** The file of a product's types: `v3/pay`, `hk/v3/certificates`. */
  ofProduct(product: string): TypeModule {
    return this.of(`products/${product.replaceAll('/', '-')}`)
  }

  /** The file at this place below the generated folder, without extension; created at first use. */
  of(file: string): TypeModule {
    const module = this.#modules.get(file) ?? new TypeModule(file, this)
    this.#modules.set(file, module)
    return module
  }

  get all(): readonly TypeModule[] {
    return [...this.#modules.values()]
  }

  /** Gives shapes that several places use a name that fits all of them. Call it when all are declared. */
  nameShared(): void {
    const taken = new Set(this.all.flatMap((module) => module.names))
    for (const module of this.all) {
      const renamed = new Map<string, string>()
      for (const names of module.sharedShapes) {
        const name = placesName(names)
        // Another shape may already have this name; then the name of the first place stays, which is right but longer.
        if (!taken.has(name)) renamed.set(names[0], name)
        taken.add(name)
      }
      if (renamed.size > 0) module.rename(renamed)
    }
  }
}
