import { render } from 'preact'
import { App } from './app.tsx'
import { controlApi } from './http.ts'
import './style/main.css'

render(<App api={controlApi} />, document.querySelector('#root') ?? document.body)
