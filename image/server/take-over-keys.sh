#!/bin/bash
# take-over-keys.sh FOLDER: the keys of FOLDER/keys.conf, where earlier versions kept them as "SECRET ROOM;" of an nginx map,
# become files FOLDER/keys/ROOM/SECRET. What it does not understand it names, and then changes nothing.
set -euo pipefail
old=$1/keys.conf
[ -e "$old" ] || exit 0
group=${PUPITRE_GROUP:-www-data}
made=() unknown=()
while read -r key room more; do
  [ -n "$key" ] || continue
  key=${key//[\"\']/} room=${room//[\"\']/}
  if [ -z "$more" ] && [[ $key =~ ^[A-Za-z0-9_-]+$ && $room =~ ^[a-z0-9-]+$ ]]; then
    made+=("$room/$key")
    # In that map capitals counted as small letters.
    [ "$key" = "${key,,}" ] || made+=("$room/${key,,}")
  else unknown+=("$room"); fi
done < <(sed 's/#.*//' "$old" | tr '\r\n\t' '   ' | tr ';' '\n'; echo)
if [ ${#unknown[@]} -gt 0 ]; then
  echo "$old: not understood for: ${unknown[*]}. A line is: SECRET ROOM; (letters, digits, - and _; the room in small letters)" >&2
  exit 1
fi
for one in "${made[@]}"; do
  install -d -m 710 -g "$group" "$1/keys/${one%/*}"
  install -m 600 /dev/null "$1/keys/$one"
done
mv "$old" "$old.taken-over"
