import { byId } from './dom.ts';
import { explorer } from './explorer.ts';
import type { Page } from './page.ts';

const page: Page = JSON.parse(byId('data', HTMLScriptElement).textContent);
if (page.nodes.length > 0) explorer(page);
