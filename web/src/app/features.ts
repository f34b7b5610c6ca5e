import { catalog } from '../features/catalog/route';
import { docs } from '../features/docs/route';
import { home } from '../features/home/route';
import { live } from '../features/live/route';
import { logs } from '../features/logs/route';
import { map } from '../features/map/route';
import { metrics } from '../features/metrics/route';
import { services } from '../features/services/route';
import { sql } from '../features/sql/route';
import { targets } from '../features/targets/route';
import { traces } from '../features/traces/route';
import type { Feature } from './Feature';

/**
 * Everything there is, in the order of the navigation. A new feature is a folder and one line here. Paths must not begin with what
 * the server keeps for APIs: /api, /v1, /loki, /tempo, /metrics, /-, /openapi, /otlp.
 */
export const features: Feature[] = [home, metrics, logs, traces, services, map, catalog, targets, live, sql, docs];
