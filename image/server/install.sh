#!/bin/bash
# install.sh HOST-NAME: makes this Debian's nginx the server that Pupitre boxes publish to. Run as root, again after each
# update of these files; what differs between machines (place/, keys/) is written once and then left alone.
set -euo pipefail
[[ ${1:-} =~ ^[A-Za-z0-9.-]+$ ]] || { echo "usage: bash install.sh stream.example.org" >&2; exit 2; }
[ "$(id -u)" = 0 ] || { echo "installing needs root: sudo bash $0 $1" >&2; exit 2; }
host=$1
here=$(cd "$(dirname "$0")" && pwd)
# In the tarball, beside this folder in a copy, or where `npm run build` puts it.
for pages in "$here" "$here/.." "$here/../../dist" ''; do [ ! -e "$pages/watch/watch.js" ] || [ ! -e "$pages/rooms/rooms.js" ] || break; done
[ -n "$pages" ] || { echo "the pages are missing: make them with 'npm run build' and copy dist/watch and dist/rooms beside this folder" >&2; exit 1; }

DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends nginx libnginx-mod-rtmp libnginx-mod-http-xslt-filter

pupitre=/etc/nginx/pupitre
install -d "$pupitre/place" /var/www/pupitre/{watch,rooms}
install -d -o www-data -g www-data /var/www/pupitre/{live,reports}
# nginx may ask for a name that it knows, and list none.
install -d -m 710 -g www-data "$pupitre/keys"
bash "$here/take-over-keys.sh" "$pupitre"
install -m 644 "$here"/{rtmp.conf,web.conf,rtmps.conf,targets.xslt} "$pupitre/"
install -m 644 "$pages"/watch/* /var/www/pupitre/watch/
install -m 644 "$pages"/rooms/* /var/www/pupitre/rooms/
install -m 755 "$here"/pupitre-key "$here"/pupitre-certificate /usr/local/sbin/
for name in rtmp web private rtmps reports keys; do
  [ -e "$pupitre/place/$name.conf" ] || sed "s/stream\.example\.org/$host/" "$here/place/$name.conf" >"$pupitre/place/$name.conf"
done
# Empty: nobody sees the rooms before there is a password.
[ -e "$pupitre/rooms.htpasswd" ] || install -m 640 -g www-data /dev/null "$pupitre/rooms.htpasswd"

# One worker: all publishers of a room meet in it, so a second one is refused. It serves hundreds of viewers.
sed -i -E 's/^worker_processes .*/worker_processes 1;/' /etc/nginx/nginx.conf
# modules-enabled is included at the top level, the only place for rtmp { }; after 50-mod-*, which load the modules.
echo 'include pupitre/rtmp.conf;' >/etc/nginx/modules-enabled/90-pupitre-rtmp.conf
echo 'include pupitre/web.conf;' >/etc/nginx/conf.d/pupitre.conf
# Debian's own first page, where nobody has changed it, would answer whoever comes by the address alone.
default=/etc/nginx/sites-available/default
if [ "$(readlink -f /etc/nginx/sites-enabled/default)" = $default ] &&
  dpkg-query -W -f '${Conffiles}\n' nginx-common | grep -qF "$default $(md5sum <$default | cut -d' ' -f1)"; then
  rm /etc/nginx/sites-enabled/default
fi

nginx -t
# A new worker of nginx would not know the stream on air.
is_on_air() { exec 3<>/dev/tcp/127.0.0.1/8935 && printf 'GET /stat HTTP/1.0\r\n\r\n' >&3 && grep -q '<publishing/>' <&3; }
if [ ! -d /run/systemd/system ]; then
  :
elif (is_on_air) 2>/dev/null; then
  echo "A talk is on air: nginx goes on with the old files. After it: systemctl reload nginx" >&2
else
  systemctl enable --quiet nginx && systemctl reload-or-restart nginx
fi
echo "Installed. Give each room its key: pupitre-key ROOM"
