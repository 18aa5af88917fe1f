#!/bin/sh
# The quick linters; "make lint" runs the slow ones too.
exec tools/lint.sh quick
