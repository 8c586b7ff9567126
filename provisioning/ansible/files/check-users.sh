# Whether FreeRADIUS reads the users file $1. A host without FreeRADIUS has no opinion.
PATH=$PATH:/usr/sbin:/sbin
command -v freeradius >/dev/null || exit 0
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
# With -C nothing is bound: the port is only there because a server must have one.
cat > "$folder/check.conf" <<CONFIGURATION
name = check
libdir = /usr/lib/freeradius
modules {
    files {
        filename = "$1"
    }
}
server check {
    listen {
        type = auth
        ipaddr = 127.0.0.1
        port = 1812
    }
    authorize {
        files
    }
}
CONFIGURATION
freeradius -C -l stdout -d "$folder" -n check > "$folder/log" 2>&1 && exit 0
# Only the place of a fault: its text may quote a password.
grep -oE '\[[0-9]+\]: Parse error \([a-z]+\) for entry [^ :]+' "$folder/log" || tail -n 1 "$folder/log"
exit 1
