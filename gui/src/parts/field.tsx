/** A labelled control with a line of help: every input of the console is one. */
import type { Signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

interface FieldProps {
  label: string
  help?: string
  /** Gets the ids that tie the control to its label and help. */
  children: (ids: { id: string; 'aria-describedby': string | undefined }) => ComponentChildren
}

export function Field({ label, help, children }: FieldProps) {
  const id = useId()
  const helpId = `${id}-help`
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': help ? helpId : undefined })}
      {help && (
        <small id={helpId} class="quiet">
          {help}
        </small>
      )}
    </div>
  )
}

type TextFieldProps = Omit<FieldProps, 'children'> & {
  value: string
  onInput: (value: string) => void
  type?: 'text' | 'number' | 'search'
  required?: boolean
  placeholder?: string
  min?: number
  max?: number
  /** The id of a datalist. */
  list?: string
  pattern?: string
}

export function TextField({ label, help, value, onInput, type = 'text', ...input }: TextFieldProps) {
  return (
    <Field label={label} help={help}>
      {ids => (
        <input
          autocomplete="off"
          spellcheck={false}
          {...input}
          {...ids}
          type={type}
          value={value}
          onInput={event => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}

export function CheckField({ label, checked }: { label: string; checked: Signal<boolean> }) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked.value} onInput={event => (checked.value = event.currentTarget.checked)} />
      {label}
    </label>
  )
}

type SelectFieldProps = Omit<FieldProps, 'children'> & {
  value: string
  onInput: (value: string) => void
  /** Values and what is shown for them. */
  options: readonly (readonly [string, string])[]
}

export function SelectField({ label, help, value, onInput, options }: SelectFieldProps) {
  return (
    <Field label={label} help={help}>
      {ids => (
        <select {...ids} value={value} onInput={event => onInput(event.currentTarget.value)}>
          {options.map(([key, text]) => (
            <option key={key} value={key}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** What the browser suggests in a field whose `list` is this id. Values must differ. */
export function Options({ id, of }: { id: string; of: readonly string[] }) {
  return (
    <datalist id={id}>
      {of.map(value => (
        <option key={value} value={value} />
      ))}
    </datalist>
  )
}
