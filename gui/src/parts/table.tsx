/**
 * A table that becomes a list of cards on a phone: each cell then carries its heading, and what it can be sorted by is above.
 *
 * Owns what is searched for in it, and how many rows are shown. `empty` is shown where there are no rows, once they were
 * asked for.
 */
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { type List, mesh } from '../state/agent.ts'
import { t } from '../words/language.ts'
import { ProblemBox } from './problem.tsx'

/** Rows that are drawn at first, and more each time: thousands at once would freeze a slow computer. */
const rowsShown = 100

/** A list that is shorter needs no search. */
const leastSearched = 8

export interface Column<Item> {
  heading: string
  /** What the server sorts by for this column; with `-` before it where the first click is to show the largest first. */
  sort?: string
  cell: (item: Item) => ComponentChildren
}

export interface TableProps<Item> {
  label: string
  list: List<Item>
  keyOf: (item: Item) => string
  /** What a search looks into; without it there is none. */
  textOf?: (item: Item) => string
  columns: Column<Item>[]
  /** What the rows are sorted by, and who sorts them by another; without it nobody does. */
  sort?: string
  onSort?: (sort: string) => void
  /** Buttons of a row. */
  actions?: (item: Item) => ComponentChildren
  empty: string
}

export function Table<Item>(props: TableProps<Item>) {
  const { label, list, textOf, empty } = props
  const sought = useSignal('')
  const most = useSignal(rowsShown)
  // Without a hub nothing is on its way: the frame says so.
  if (!list.isLoaded) return mesh.value?.state === 'connected' ? <p class="quiet">{t('loading')}</p> : null
  const words = sought.value.toLowerCase().split(/\s+/)
  const fits = (item: Item) => !textOf || words.every(word => textOf(item).toLowerCase().includes(word))
  const found = list.items.filter(fits)
  const left = found.length - most.value
  return (
    <>
      <ProblemBox problem={list.problem} />
      {textOf && list.items.length >= leastSearched && (
        <input
          class="search"
          type="search"
          placeholder={t('search')}
          aria-label={`${t('search')}: ${label}`}
          value={sought.value}
          onInput={event => (sought.value = event.currentTarget.value)}
        />
      )}
      {list.items.length === 0 && !list.problem && <p class="quiet empty">{empty}</p>}
      {list.items.length > 0 && found.length === 0 && <p class="quiet empty">{t('noMatch')}</p>}
      {found.length > 0 && <Rows {...props} items={found.slice(0, most.value)} />}
      {left > 0 && (
        <p>
          <button type="button" onClick={() => (most.value += rowsShown)}>
            {t('moreRows', { count: left })}
          </button>
        </p>
      )}
    </>
  )
}

function Rows<Item>({ label, items, keyOf, columns, actions, sort, onSort }: TableProps<Item> & { items: Item[] }) {
  return (
    <table aria-label={label}>
      <thead>
        <tr data-words={onSort && t('sortBy')}>
          {columns.map(column => (
            <Heading key={column.heading} column={column} sort={sort} onSort={onSort} />
          ))}
          {actions && <td />}
        </tr>
      </thead>
      <tbody>
        {items.map(item => (
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
  )
}

type HeadingProps = Pick<TableProps<unknown>, 'sort' | 'onSort'> & { column: Pick<Column<never>, 'heading' | 'sort'> }

function Heading({ column: { heading, sort: own }, sort, onSort }: HeadingProps) {
  if (!own || !onSort) return <th scope="col">{heading}</th>
  const reverse = own.startsWith('-') ? own.slice(1) : `-${own}`
  const order = sort === own || sort === reverse ? (sort.startsWith('-') ? 'descending' : 'ascending') : undefined
  return (
    <th scope="col" class="sorts" aria-sort={order}>
      <button type="button" class="sort" onClick={() => onSort(sort === own ? reverse : own)}>
        {heading} <span aria-hidden="true">{order === 'ascending' ? '↑' : order === 'descending' ? '↓' : ''}</span>
      </button>
    </th>
  )
}
