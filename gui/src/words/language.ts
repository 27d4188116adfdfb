/**
 * The language of the page and the words in it.
 *
 * Owns the choice: the browser's language at first, then what the user chose, kept in localStorage. Messages and hints of the
 * API are shown as it gives them.
 */
import { effect, signal } from '@preact/signals'
import { en, type Word, type Words } from './en.ts'
import { zh } from './zh.ts'

export type { Word } from './en.ts'

/** Languages by their codes, each under its own name. */
export const languages = { en: 'English', zh: '中文' } as const

export type Language = keyof typeof languages

const storageKey = 'ztm-language'
const dictionaries: Record<Language, Words> = { en, zh }

export const language = signal<Language>(initialLanguage())

effect(() => {
  document.documentElement.lang = localeOf(language.value)
})

/** As the browser's user writes that language, so that times look as they do elsewhere: `en-GB`. */
function localeOf(chosen: Language): string {
  const own = navigator.languages.find(locale => locale.split('-')[0] === chosen)
  return own ?? (chosen === 'zh' ? 'zh-CN' : 'en')
}

function initialLanguage(): Language {
  const kept = localStorage.getItem(storageKey)
  if (kept === 'en' || kept === 'zh') return kept
  return navigator.language.startsWith('zh') ? 'zh' : 'en'
}

export function chooseLanguage(chosen: Language): void {
  language.value = chosen
  localStorage.setItem(storageKey, chosen)
}

/** The words of a key, with the blanks filled in. */
export function t(word: Word, blanks: Record<string, string | number> = {}): string {
  return dictionaries[language.value][word].replace(/\{(\w+)\}/g, (_, name: string) => String(blanks[name] ?? ''))
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** A duration in one unit: `12 days`, `5 h`, `12 min`, `8 s`. */
export function duration(ms: number): string {
  if (ms >= 2 * dayMs) return t('days', { count: Math.floor(ms / dayMs) })
  if (ms >= 2 * hourMs) return t('hours', { count: Math.floor(ms / hourMs) })
  if (ms >= 2 * minuteMs) return `${Math.floor(ms / minuteMs)} min`
  return `${Math.max(0, Math.floor(ms / 1000))} s`
}

/** A point in time, short. */
export function moment(ms: number): string {
  return new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' }).format(ms)
}

/** A point in time of which the day matters only if it is not today. */
export function momentOfDay(ms: number): string {
  const isToday = new Date(ms).toDateString() === new Date().toDateString()
  if (!isToday) return moment(ms)
  return new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: 'medium' }).format(ms)
}

const units = ['B', 'kB', 'MB', 'GB', 'TB']

/** A size with three digits at most: `0 B`, `1.5 kB`, `230 MB`. */
export function bytes(count: number): string {
  let value = count
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  const digits = unit > 0 && value < 100 ? 1 : 0
  return `${value.toFixed(digits)} ${units[unit]}`
}

/** Several things as one: `a, b and c`. */
export function listed(parts: string[]): string {
  return new Intl.ListFormat(document.documentElement.lang).format(parts)
}
