#!/bin/sh
# Stands where the CLI would be: shows what comes out of a pipe, byte for byte, and notes what is typed.
if [ "$1" = --version ]; then
  echo '2.1.329 (Claude Code)'
  exit 0
fi
stty raw -echo
cat "$PUPPET_SCREEN" &
exec cat >>"$PUPPET_KEYS"
