#!/bin/bash
# prepare.sh PURPOSE (demo|test|board|card|faults|senses|package|image|check|bench|build): installs what the purpose needs and this machine lacks, says
# each in one line, then builds what is out of date. Silent and quick when nothing is to be done. `test WORD …`: for the test files
# whose path holds one of the words, as test/run.ts chooses them.
set -euo pipefail
cd "$(dirname "$0")/../.."

lists=image/prepare
patches=device/media/gst/patches
# Beside the modules, so that it goes when they go.
stamps=node_modules/.cache/pupitre
log=.cache/prepare.log

say() { echo "prepare: $*"; }
die() {
  echo "prepare: $*" >&2
  exit 1
}
# Says every 10 s that the step before goes on, and what its program said last. `read` waits without a process that would stay.
say_it_goes_on() {
  local seconds=0 pause said
  exec {pause}<> <(:)
  # Whoever breaks off the one that waits ends this too.
  while ! read -rt 10 -u "$pause" && kill -0 $$; do
    seconds=$((seconds + 10))
    said=$(tail -c 300 "$log" | tr -cd '[:print:]\n' | sed '/^ *$/d' | tail -n 1 | cut -c 1-90)
    say "… for $seconds s${said:+: $said}"
  done
}
# Runs a command with its output in the log, and says that it goes on.
logged() {
  local result=0 companion
  : >"$log"
  say_it_goes_on 9>&- &
  companion=$!
  "$@" </dev/null >"$log" 2>&1 9>&- || result=$?
  kill $companion && wait $companion || true
  return $result
} 2>/dev/null
# The same; shows the end of the log when the command fails.
quietly() {
  logged "$@" && return
  tail -n 15 "$log" >&2
  return 1
}

# Which Debian packages the chosen tests need, by the folders that they are in.
lists_for_tests() {
  local folder path word lists=()
  while read -r path; do
    for word in "$@"; do [[ $PWD/$path != *"$word"* ]] || { lists+=("${path#test/}"); break; }; done
    [ $# -gt 0 ] || lists+=("${path#test/}")
  done < <(find test/{structure,unit,fuzz,integration,endurance,appliance,browser} -name '*.test.ts')
  for folder in $(printf '%s\n' "${lists[@]%%/*}" | sort -u); do
    case $folder in
      structure) echo build ;;
      unit) printf '%s\n' runtime build unit ;;
      fuzz | integration | endurance | appliance) printf '%s\n' runtime build server demo unit test ;;
      browser) printf '%s\n' runtime build server demo unit test browser ;;
    esac
  done | sort -u
}

case ${1:-} in
  demo) debian=(runtime build server demo) builds=yes ;;
  test)
    words=() which=''
    for word in "${@:2}"; do [[ $word == --* ]] && which=$word || words+=("$word"); done
    mapfile -t debian < <(lists_for_tests "${words[@]}")
    builds=yes
    # Measured on two cores that have nothing else to do.
    case ${words[*]}$which in
      '') say "these tests take 11 minutes or so on two cores; \`npm test -- unit\` takes 2, a word of a path chooses others" ;;
      --long) say "these tests take 25 minutes or so on two cores" ;;
      --all) say "all tests take half an hour or so on two cores" ;;
    esac
    ;;
  board) debian=(runtime build server demo unit test board) builds=yes ;;
  card) debian=(runtime build server demo unit test card) builds=yes ;;
  bench) debian=(runtime build server bench) builds=yes ;;
  faults) debian=(runtime build server demo unit test faults) builds=yes ;;
  senses) debian=(runtime build server unit test senses) builds=yes ;;
  package) debian=(build package) builds=yes ;;
  image) debian=(build package image) builds=yes ;;
  build) debian=(build) builds=yes ;;
  check) debian=() builds='' ;;
  *) die "usage: prepare.sh demo|test|board|card|faults|senses|package|image|check|bench|build" ;;
esac

# ---- Node ----------------------------------------------------------------------------------------------------------
for program in node npm; do
  command -v $program >/dev/null || die "$program is missing. On Debian 13 type: apt-get install nodejs npm"
done
# shellcheck disable=SC2016 # JavaScript, not shell
read -r node_version node_arch node_is_new node_home < <(
  node -p '`${process.version} ${process.arch} ${(([a, b]) => a > 20 || (a == 20 && b >= 19))(process.versions.node.split("."))} ` +
    path.resolve(fs.realpathSync(process.execPath), "../..")'
)
[ "$node_is_new" = true ] ||
  die "Pupitre needs Node.js 20.19 or newer, this is $node_version. Debian 13 has it (apt-get install nodejs npm); for Debian 12 take Node.js 20 from nodejs.org."

# Node's headers, so that compiling the addon downloads nothing: beside node (nodejs.org, NodeSource) or Debian's libnode-dev.
node_headers() {
  local folder
  for folder in ${npm_config_nodedir:+"$npm_config_nodedir"} "$node_home" /usr/include/nodejs; do
    if [ -e "$folder/include/node/common.gypi" ] || [ -e "$folder/common.gypi" ]; then
      echo "$folder"
      return
    fi
  done
  return 1
}

# Two at once would write the same files.
mkdir -p .cache
exec 9>.cache/prepare.lock
if ! flock -n 9; then
  say "waiting for another prepare to end"
  flock -w 1800 9 || die "another prepare has been running for half an hour; end it and try again"
fi

# ---- Debian packages -----------------------------------------------------------------------------------------------
wanted() { for list in "${debian[@]}"; do sed -E '/^#|^$/d' "$lists/$list.txt"; done | sort -u; }
lacking() {
  local installed
  # By their own names and by those that they stand in for: Debian renames packages.
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}, ${Provides}\n' 2>/dev/null |
    sed -n 's/^installed //p' | tr ',' '\n' | sed 's/(.*//; s/ //g') || true
  wanted | awk 'NR == FNR { have[$1]; next } !($1 in have)' <(echo "$installed") -
  if [ -n "$builds" ] && ! node_headers >/dev/null; then echo "libnode-dev Node.js headers"; fi
}

# Debian starts nginx when it is installed, on port 80; a demo must not. Only an nginx that was not there before is touched.
hold_nginx() {
  [ ! -d /run/systemd/system ] || "${as_root[@]}" systemctl mask --runtime --quiet nginx.service 2>/dev/null || true
}
release_nginx() {
  if [ -d /run/systemd/system ]; then
    "${as_root[@]}" systemctl unmask --runtime --quiet nginx.service || true
    "${as_root[@]}" systemctl disable --quiet nginx.service 2>/dev/null || true
  elif [ -s /run/nginx.pid ]; then
    "${as_root[@]}" kill -QUIT "$(cat /run/nginx.pid)" 2>/dev/null || true
  fi
  [ ! -x /usr/sbin/nginx ] || say "nginx is installed but not started as this machine's web server (systemctl enable --now nginx does)"
}

install_debian() {
  local names=() name purpose as_root=() command nginx_is_new=''
  say "this machine lacks $(wc -l <<<"$1") Debian packages; they are installed from its own mirror, which takes some minutes"
  while read -r name purpose; do
    names+=("$name")
    say "installing $name ($purpose)"
    [ "$name" != nginx ] || nginx_is_new=yes
  done <<<"$1"
  command="apt-get install --no-install-recommends ${names[*]}"
  command -v apt-get >/dev/null || die "this machine has no apt-get. Install what corresponds to these Debian packages: ${names[*]}"
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null ||
      die "installing needs root, and sudo asks for a password or is missing. Type this, then try again: sudo $command"
    as_root=(sudo -n)
  fi
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold -o DPkg::Lock::Timeout=300
    -o Acquire::Retries=2 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20)
  local install=("${apt[@]}" install --no-install-recommends "${names[@]}")
  [ -z "$nginx_is_new" ] || hold_nginx
  local done_well=yes
  # Only package lists that are missing or too old make an update needed.
  logged "${install[@]}" ||
    { quietly "${apt[@]}" update && quietly "${install[@]}"; } || done_well=''
  [ -z "$nginx_is_new" ] || release_nginx
  [ -n "$done_well" ] || die "Debian's packages could not be installed (reason above, all of it in $log). Try by hand: apt-get update && $command"
}

missing=''
if [ ${#debian[@]} -gt 0 ]; then
  command -v dpkg-query >/dev/null || die "this machine is not Debian; Pupitre is made for Debian 12 or 13"
  missing=$(lacking)
  [ -z "$missing" ] || install_debian "$missing"
fi

# ---- Node packages -------------------------------------------------------------------------------------------------
# Asked for one package first: without a network npm tries each of hundreds for itself, which takes minutes. What it has kept may do.
install_node() {
  local offline=''
  say "installing the Node.js packages of package-lock.json"
  logged timeout 120 npm view tsx name --prefer-online --fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-timeout=20000 || offline=--offline
  quietly timeout 1800 npm ci --no-audit --no-fund --prefer-offline $offline && return
  [ -z "$offline" ] || die "the registry of npm's packages cannot be reached. Connect this machine to the network, then try again"
  die "npm could not install the packages (reason above, all of it in $log). Check the network, then try again: npm ci"
}
[ node_modules/.package-lock.json -nt package-lock.json ] || install_node
[ -n "$builds" ] || exit 0

# ---- Native addons -------------------------------------------------------------------------------------------------
addon=node_modules/gstreamer-superficial
patch() { node node_modules/patch-package/index.js --error-on-fail --patch-dir "$1" "${@:2}"; }
# The patch applied last is kept, to be taken back when the repository brings another one.
patch_addon() {
  if [ -d $stamps/patches ]; then patch $stamps/patches --reverse || return; fi
  rm -rf $stamps/patches
  patch $patches && mkdir -p $stamps && cp -r $patches $stamps/patches
}
# By the node-gyp of package-lock.json, whatever npm there is: npm 12 runs no install scripts of packages, and the node-gyp of npm 9 does
# not run with Python 3.12.
rebuild() (cd "$1" && node ../node-gyp/bin/node-gyp.js rebuild --nodedir="$2")
compile() {
  local package=$1 file=$1/build/Release/$1.node name=$2 headers
  say "compiling $name for Node.js $node_version"
  headers=$(node_headers) || die "Node.js headers are missing (include/node beside node). On Debian type: apt-get install libnode-dev"
  rm -f "node_modules/$file"
  quietly rebuild "node_modules/$package" "$headers" || die "$name did not compile (reason above, all of it in $log)"
  [ -e "node_modules/$file" ] || die "$name was compiled, but node_modules/$file is not there (what was done is in $log)"
  quietly node -e 'require(process.argv[1])' "$package" || die "$name does not load into Node.js $node_version (reason above)"
}
addon_stamp="$node_version $node_arch $(cat $patches/*.patch | sha256sum)"
if [ ! -e $addon/build/Release/gstreamer-superficial.node ] || [ "$(cat $stamps/addon 2>/dev/null)" != "$addon_stamp" ]; then
  if ! quietly patch_addon 2>/dev/null; then
    # What is there is neither the published package nor what the kept patch made of it: start afresh.
    install_node
    quietly patch_addon || die "the patch in $patches does not fit gstreamer-superficial (reason above)"
  fi
  compile gstreamer-superficial "the GStreamer addon"
  mkdir -p $stamps
  echo "$addon_stamp" >$stamps/addon
fi
# What the real button waits with (device/platform/lines/sysfs-line.ts).
epoll_stamp="$node_version $node_arch $(sha256sum node_modules/epoll/package.json)"
if [ ! -e node_modules/epoll/build/Release/epoll.node ] || [ "$(cat $stamps/epoll 2>/dev/null)" != "$epoll_stamp" ]; then
  compile epoll "epoll (edges of the button)"
  mkdir -p $stamps
  echo "$epoll_stamp" >$stamps/epoll
fi

# ---- dist/ ---------------------------------------------------------------------------------------------------------
sources=(device web-ui image/server/watch image/server/rooms image/prepare/build.mjs image/prepare/bundles.mjs
  image/prepare/describe-api.ts image/prepare/third-party-notices.mjs package.json package-lock.json)
if [ ! -e dist/.built ] || [ -n "$(find "${sources[@]}" -newer dist/.built -print -quit)" ]; then
  say "building dist/"
  quietly node image/prepare/build.mjs || die "dist/ could not be built (reason above, all of it in $log)"
fi
