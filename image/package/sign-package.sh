#!/bin/bash
# sign-package.sh DEB KEY: signs a package with a secret key of gpg's, as debsig-verify reads it: a member _gpgorigin over all the others
# (debsigs(1)). debsigs itself signs by SHA-1 where the key is RSA, which debsig-verify refuses. A signature that is there is replaced.
set -euo pipefail
deb=$1 key=$2
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
mapfile -t members < <(ar t "$deb" | grep -v '^_gpg')
ar p "$deb" "${members[@]}" >"$work/signed"
gpg --quiet --local-user "$key" --digest-algo SHA512 --output "$work/_gpgorigin" --detach-sign "$work/signed"
ar rS "$deb" "$work/_gpgorigin" 2>/dev/null
