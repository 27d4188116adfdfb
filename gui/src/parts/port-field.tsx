/** The local port that a form asks for. */
import type { Signal } from '@preact/signals'
import { t } from '../words/language.ts'
import { TextField } from './field.tsx'

export function PortField({ port }: { port: Signal<string> }) {
  return (
    <TextField
      label={t('localPort')}
      type="number"
      min={1}
      max={65535}
      required
      value={port.value}
      onInput={value => (port.value = value)}
    />
  )
}
