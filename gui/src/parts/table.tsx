/**
 * A table that becomes a list of cards on a phone: each cell then carries its heading.
 *
 * Owns nothing. `empty` is shown where there are no rows, once they were asked for.
 */
import type { ComponentChildren } from 'preact'
import { type List, mesh } from '../state/agent.ts'
import { t } from '../words/language.ts'
import { ProblemBox } from './problem.tsx'

interface Column<Item> {
  heading: string
  cell: (item: Item) => ComponentChildren
}

interface TableProps<Item> {
  label: string
  list: List<Item>
  keyOf: (item: Item) => string
  columns: Column<Item>[]
  /** Buttons of a row. */
  actions?: (item: Item) => ComponentChildren
  empty: string
}

export function Table<Item>({ label, list, keyOf, columns, actions, empty }: TableProps<Item>) {
  // Without a hub nothing is on its way: the frame says so.
  if (!list.isLoaded) return mesh.value?.state === 'connected' ? <p class="quiet">{t('loading')}</p> : null
  return (
    <>
      <ProblemBox problem={list.problem} />
      {list.items.length === 0 && !list.problem && <p class="quiet empty">{empty}</p>}
      {list.items.length > 0 && (
        <table aria-label={label}>
          <thead>
            <tr>
              {columns.map(({ heading }) => (
                <th key={heading} scope="col">
                  {heading}
                </th>
              ))}
              {actions && <td />}
            </tr>
          </thead>
          <tbody>
            {list.items.map(item => (
              <tr key={keyOf(item)}>
                {columns.map(({ heading, cell }) => (
                  <td key={heading} data-heading={heading}>
                    <div>{cell(item)}</div>
                  </td>
                ))}
                {actions && <td class="actions">{actions(item)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}
