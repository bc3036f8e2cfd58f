#!/bin/sh
# playwright-core 1.65.1 with Debian's Firefox (firefox-esr 140): the channel `moz-firefox`, which drives a stock Firefox by WebDriver
# BiDi, given with `executablePath`.
# Guess: BiDi is a standard that this Firefox speaks, so a page opens as in Puppeteer.
# Behaviour: the launch fails before there is a page. Playwright asks for a command that this Firefox does not have yet, and takes
# the answer for fatal. Puppeteer 24 drives the same Firefox.
# Needs firefox-esr. Output seen: Mozilla Firefox 140.x esr; Protocol error (network.addDataCollector): unknown command
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
firefox-esr --version
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts playwright-core@1.65.1 >/dev/null 2>&1
cat >look.mjs <<'END'
import { firefox } from 'playwright-core';
const said = await firefox.launch({ channel: 'moz-firefox', executablePath: '/usr/bin/firefox-esr' }).then(
  async (browser) => (await browser.close(), 'it opens'),
  (error) => error.message.split('\n')[0].replace(/^.*?: Protocol/, 'Protocol'),
);
console.log(said);
if (said !== 'Protocol error (network.addDataCollector): unknown command') process.exit(1);
END
node look.mjs
