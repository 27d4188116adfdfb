/**
 * Rules of the policy as sentences.
 *
 * Pure, but for the language in use. What a selector means is said in src/api/policy.ts.
 */
import type { PolicyRule } from '../../../src/api/policy.ts'
import { listed, moment, t, type Word } from '../words/language.ts'

/** What comes before the colon of a selector, and the words that tell it, at either end of a rule. */
const words: Record<'from' | 'to', Record<string, Word>> = {
  from: { user: 'whoUser', group: 'whoGroup', '*': 'whoAll' },
  to: { user: 'whereUser', endpoint: 'whereEndpoint', label: 'whereLabel', '*': 'whereAll' },
}

export function sentenceOf({ from, to, services, until }: PolicyRule): string {
  const sentence = t('ruleSentence', {
    from: listed(from.map(one => wordsOf('from', one))),
    services: listed(services.map(wordsOfService)),
    to: listed(to.map(one => wordsOf('to', one))),
  })
  return until ? t('ruleUntil', { sentence, time: moment(Date.parse(until)) }) : sentence
}

/** A selector that is none of those known here is shown as it is. */
function wordsOf(end: 'from' | 'to', selector: string): string {
  const [kind = '', name = ''] = selector.split(/:(.*)/)
  const word = words[end][kind]
  return word ? t(word, { name }) : selector
}

function wordsOfService(service: string): string {
  if (service === '*') return t('serviceAll')
  if (service === 'ztm/admin') return t('serviceAdmin')
  return service
}
