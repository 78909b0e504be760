#!/bin/sh
# /usr/local/bin/eraser-scan, for cron: silent while nothing is new, so that a mail means work.
# /etc/eraser has eraser.yaml and personal-data.yaml, and scan.env (mode 0600) the credentials:
#   CRM_READ_URL=postgresql://…
set -eu
cd "${ERASER_FOLDER:-/etc/eraser}"
set -a
. ./scan.env
set +a
exec eraser scan --quiet --baseline personal-data.yaml --format html -o personal-data.html
