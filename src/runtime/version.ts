/** What this engine says it is. `tag` tells it from the C++ engine in logs; nothing may behave differently because of it. */
export const version = { tag: 'node-0.1.0', commit: '', date: '' }
