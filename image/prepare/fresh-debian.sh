# Sourced by those who try this checkout on a Debian that has nothing: made in a folder of its own, with its own processes and mounts.

# Ends where a Debian cannot be made.
may_make_debian() {
  [ "$(id -u)" = 0 ] || { echo "run as root (the fresh Debian installs packages)" >&2; exit 2; }
  command -v mmdebstrap >/dev/null || { echo "apt-get install mmdebstrap" >&2; exit 2; }
}

# Main, updates and security together where there is one, or versions of packages do not fit each other; from where this machine's apt gets them.
mirror_of() { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 "/$1/\$"; }

# fresh_debian SUITE FOLDER PACKAGE,…
fresh_debian() {
  local suite=$1 root=$2 packages=$3 debian security sources
  debian=$(mirror_of debian)
  # A machine that has no security updates of its own can name none; testing has no updates beside.
  security=$(mirror_of debian-security || true)
  sources=("deb $debian $suite main")
  [ "$suite" = testing ] || sources+=("deb $debian $suite-updates main" ${security:+"deb $security $suite-security main"})
  # A mirror may be behind: what it has is old, and signed all the same.
  timeout 1800 mmdebstrap --quiet --variant=apt --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' \
    --aptopt='Acquire::Retries "3"' --aptopt='Acquire::Check-Valid-Until "false"' --dpkgopt=force-unsafe-io \
    --include="$packages" "$suite" "$root" "${sources[@]}"
  rm -f "$root/usr/sbin/policy-rc.d"
  # What this machine needs to reach the network, the fresh one needs too: names, certificates, the npm registry.
  cp --remove-destination "$(readlink -f /etc/resolv.conf)" "$root/etc/resolv.conf"
  cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
}

# clone_into FOLDER: the files that a clone of this checkout would have, and those not committed yet.
clone_into() {
  rm -rf --one-file-system "$1"
  mkdir -p "$1"
  (cd "$checkout" && git ls-files -z --cached --others --exclude-standard | tar -c --null --ignore-failed-read -T - 2>/dev/null) |
    tar -x -C "$1" --no-same-owner
}

# in_debian ROOT FOLDER COMMAND …: runs it in that folder of the Debian; ends with its exit code, after LIMIT_SECONDS at the latest. EXTRA_PATH
# is looked through first.
in_debian() {
  local inside='
    mount -t proc proc "$ROOT/proc"
    mount --rbind /dev "$ROOT/dev"
    mount -t tmpfs tmpfs "$ROOT/dev/shm" 2>/dev/null || true
    exec chroot "$ROOT" /usr/bin/env -i HOME=/root LANG=C.UTF-8 PATH="${EXTRA_PATH:+$EXTRA_PATH:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
      npm_config_registry="$REGISTRY" NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt ${CI:+CI="$CI"} ${LC_ALL:+LC_ALL="$LC_ALL"} \
      bash -c '\''cd "$1" && shift && "$@"'\'' bash "$@"
  '
  ROOT=$1 REGISTRY=$(cd / && npm config get registry 2>/dev/null) timeout -k 20 "${LIMIT_SECONDS:-1800}" \
    unshare --mount --pid --fork --kill-child --propagation private bash -euc "$inside" bash "${@:2}" </dev/null
}
