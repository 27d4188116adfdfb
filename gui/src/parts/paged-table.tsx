/**
 * A table whose rows the server searches, sorts and pages: of a large mesh only one page is ever here.
 *
 * What is searched for and sorted by is in the address; owns nothing. A page has one such table.
 */
import type { Page } from '../../../src/api/types.ts'
import { listOf, useReply } from '../state/reply.ts'
import { keepInAddress, pageQuery } from '../state/route.ts'
import { t } from '../words/language.ts'
import { PageButtons, usePages } from './pages.tsx'
import { SearchField } from './search-field.tsx'
import { Table, type TableProps } from './table.tsx'

/** Rows on one page. */
const pageSize = 100

type PagedTableProps<Item> = Pick<TableProps<Item>, 'label' | 'keyOf' | 'columns' | 'actions' | 'empty'> & {
  /** The page of a query of `search`, `sort`, `limit`, `after`. */
  ask: (query: Record<string, string>) => Promise<Page<Item>>
  /** It is asked again when one of them is another. */
  causes: readonly unknown[]
  /** What it is sorted by at first. */
  sort?: string
}

export function PagedTable<Item>({ label, ask, causes, sort: first = '', empty, ...table }: PagedTableProps<Item>) {
  const pages = usePages()
  const { after } = pages
  const { search = '', sort = first } = pageQuery.value
  const reply = useReply(() => ask({ search, sort, limit: String(pageSize), after }), [...causes, search, sort, after])
  const set = (change: Record<string, string>) => {
    pages.reset()
    keepInAddress({ ...pageQuery.value, ...change })
  }
  const { next, total, items = [] } = reply.value ?? {}
  const isPaged = pages.before > 0 || next !== undefined
  return (
    <>
      {(isPaged || search !== '' || items.length >= leastSearched) && (
        <SearchField label={label} value={search} onSearch={text => set({ search: text })} />
      )}
      <Table
        {...table}
        label={label}
        list={listOf(reply)}
        empty={search ? t('noMatch') : empty}
        sort={sort}
        onSort={key => set({ sort: key })}
      />
      {isPaged && (
        <PageButtons pages={pages} next={next} words={{ back: t('previousPage'), on: t('nextPage') }}>
          {total !== undefined && <span class="quiet">{rangeOf(pages.before * pageSize, items.length, total)}</span>}
        </PageButtons>
      )}
    </>
  )
}

/** A list that is shorter needs no search. */
const leastSearched = 8

function rangeOf(before: number, count: number, total: number): string {
  return t('rowsOf', { first: count === 0 ? 0 : before + 1, last: before + count, total })
}
