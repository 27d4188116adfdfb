/**
 * What a person chose for this browser: colours, and whether single keys do something.
 *
 * Owns both, and their copies in localStorage. The language is in words/language.ts.
 */
import { computed, effect, signal } from '@preact/signals'

export const themes = ['system', 'light', 'dark'] as const

export type Theme = (typeof themes)[number]

const themeKey = 'ztm-theme'
const keysKey = 'ztm-keys'

export const theme = signal<Theme>(themes.find(known => known === localStorage.getItem(themeKey)) ?? 'system')

/** Whoever speaks to the computer, or has a trembling hand, wants none (WCAG 2.1.4). */
export const hasKeys = signal(localStorage.getItem(keysKey) !== 'off')

effect(() => {
  if (theme.value === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme.value
})

const system = matchMedia('(prefers-color-scheme: dark)')
const isSystemDark = signal(system.matches)
system.addEventListener('change', ({ matches }) => {
  isSystemDark.value = matches
})

/** Whether dark colours are shown, for what is drawn without CSS. */
export const isDark = computed(() => (theme.value === 'system' ? isSystemDark.value : theme.value === 'dark'))

export function chooseTheme(chosen: Theme): void {
  theme.value = chosen
  localStorage.setItem(themeKey, chosen)
}

export function chooseKeys(wanted: boolean): void {
  hasKeys.value = wanted
  localStorage.setItem(keysKey, wanted ? 'on' : 'off')
}
