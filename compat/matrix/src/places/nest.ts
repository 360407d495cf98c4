import type { Place } from '../place.ts'
import { COMPLETED, completeFunction } from '../program.ts'

/** NestJS as its own starter sets it up: decorators, compiled to CommonJS. */
export const nestPlace: Place = {
  name: 'NestJS, CommonJS',
  files: {
    'package.json': '{}',
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        strict: true,
        target: 'es2023',
        module: 'nodenext',
        outDir: 'out',
        rootDir: '.',
        emitDecoratorMetadata: true,
        experimentalDecorators: true,
        skipLibCheck: true,
        types: ['node'],
      },
      files: ['main.ts'],
    }),
    'main.ts': `import 'reflect-metadata'
import { Controller, Get, Inject, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
${completeFunction('import', { blocking: true })}
@Controller()
class OrderController {
  constructor(@Inject(WechatPay) readonly wxpay: WechatPay) {}

  @Get('complete')
  complete(): Promise<string> {
    return complete()
  }
}

@Module({
  controllers: [OrderController],
  providers: [{ provide: WechatPay, useFactory: () => WechatPay.fromEnv() }],
})
class AppModule {}

async function main(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: false })
  await app.listen(0, '127.0.0.1')
  const answer = await fetch((await app.getUrl()) + '/complete')
  console.log(await answer.text())
  await app.close()
}

void main()
`,
  },
  commands: [
    ['typescript-5.9', '-p', 'tsconfig.json'],
    ['node', 'out/main.js'],
  ],
  prints: COMPLETED,
}
