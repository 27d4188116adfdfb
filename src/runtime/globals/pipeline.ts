/** The global `pipeline`, with its Hub. Follows Pipy's src/api/pipeline-api.cpp. */
import { Hub } from '../core/hub.ts'
import { extendBuilder, layOut } from '../core/layout.ts'
import { filters } from '../filters/registry.ts'

extendBuilder(filters)

export const pipeline = Object.assign((build: unknown) => layOut(build), { Hub })
