import { render } from 'preact';
import { refreshAccess } from './access-store.ts';
import { App } from './app.tsx';
import { followRecordings } from './recordings-store.ts';
import { connect } from './status-store.ts';
import { words } from './words.ts';

document.documentElement.lang = words.language;
connect();
void refreshAccess();
followRecordings();
const page = document.getElementById('page');
if (page) render(<App />, page);
