// Prints the types of those of our paths that the pages use: node generate.mjs openapi.json
// It has packages of its own because it needs TypeScript's old compiler interface, which the one that checks the pages no longer has.
import { readFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

/** Add a path here when a page uses its types. */
const logs = ['check', 'context', 'differences', 'fields', 'histogram', 'patterns', 'saved', 'saved/{id}', 'search', 'tail'].map((name) => `/api/vault/logs/${name}`);
const used = [...logs, '/api/vault/overview', '/api/vault/schema', '/api/vault/sql'];

const document = JSON.parse(readFileSync(process.argv[2], 'utf8'));
for (const path of used) if (!document.paths[path]) throw new Error(`the server does not describe "${path}"`);
document.paths = Object.fromEntries(used.map((path) => [path, document.paths[path]]));
document.components.schemas = reachable(document.paths, document.components.schemas);
delete document.tags;

const comment = '// Written from the server\'s OpenAPI document; do not change by hand: see web/api-types/generate.mjs.\n';
process.stdout.write(comment + astToString(await openapiTS(document, { alphabetize: true, defaultNonNullable: false, rootTypes: true, rootTypesNoSchemaPrefix: true })));

/** The schemas that something refers to, directly or through others: the rest of the API may change without changing the types of pages. */
function reachable(from, schemas) {
  const found = {};
  const pending = [from];
  while (pending.length > 0) {
    for (const [, name] of JSON.stringify(pending.pop()).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (found[name]) continue;
      found[name] = schemas[name];
      pending.push(schemas[name]);
    }
  }
  return found;
}
